import { expect, test } from 'vitest';
import type { Gathering } from '../model';
import { changeOf, emptyPlan, planOf, wantedOf } from './plan';

const days = { first: '2026-11-28', last: '2026-11-29' };
const gathering = {
  title: 'Soup', description: '', place: 'Ana’s', first_day: '2026-11-28', last_day: '2026-11-29', zone: 'Europe/Berlin', minutes: 90, sittings: 2,
  daily_from: '18:00', daily_until: '01:00', deadline: '2026-11-27T17:30:00Z', capacity: 8,
} as Gathering;

test('a title and days are enough', () => {
  expect(wantedOf({ ...emptyPlan(), title: ' Soup ', days, zone: 'Europe/Berlin' })).toEqual({ title: 'Soup', first_day: days.first, last_day: days.last, zone: 'Europe/Berlin', minutes: 120, sittings: 1, description: '', place: '' });
});

test('an evening is three hours of it, unless its hours are given', () => {
  const evening = wantedOf({ ...emptyPlan(), title: 'Soup', days, length: 'evening' });
  expect([evening.minutes, evening.daily_from, evening.daily_until]).toEqual([180, '17:00', '23:00']);
  const late = wantedOf({ ...emptyPlan(), title: 'Soup', days, length: 'evening', from: '20:00', until: '02:00' });
  expect([late.minutes, late.daily_from, late.daily_until]).toEqual([180, '20:00', '02:00']);
});

test('only what was changed is told, and what was taken away', () => {
  const plan = planOf(gathering);
  expect(changeOf(gathering, plan)).toEqual({});
  expect(changeOf(gathering, { ...plan, title: 'Stew', from: '', until: '', capacity: '', deadline: '' })).toEqual({ title: 'Stew', daily_from: null, daily_until: null, capacity: null, deadline: null });
  expect(changeOf(gathering, { ...plan, length: '60' })).toEqual({ minutes: 60 });
});
