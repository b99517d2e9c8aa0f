import { expect, test } from 'vitest';
import { isQuiet } from './quiet';

const at = (instant: string, from: string, to: string, zone: string) => isQuiet({ quiet: { from, to }, zone }, new Date(instant));

test('quiet hours go over midnight, and end on the minute', () => {
  expect(at('2026-03-10T20:59:00Z', '22:00', '07:00', 'Europe/Berlin')).toBe(false);
  expect(at('2026-03-10T21:00:00Z', '22:00', '07:00', 'Europe/Berlin')).toBe(true);
  expect(at('2026-03-11T05:59:00Z', '22:00', '07:00', 'Europe/Berlin')).toBe(true);
  expect(at('2026-03-11T06:00:00Z', '22:00', '07:00', 'Europe/Berlin')).toBe(false);
});

test('they follow the clock of their zone when it is put forward', () => {
  expect(at('2026-07-10T20:00:00Z', '22:00', '07:00', 'Europe/Berlin')).toBe(true);
  expect(at('2026-07-11T05:00:00Z', '22:00', '07:00', 'Europe/Berlin')).toBe(false);
});

test('within a day, as a nap at noon', () => {
  expect(at('2026-03-10T12:30:00Z', '12:00', '14:00', 'UTC')).toBe(true);
  expect(at('2026-03-10T14:00:00Z', '12:00', '14:00', 'UTC')).toBe(false);
});

test('none are never quiet, nor are those that end as they begin', () => {
  expect(isQuiet({ zone: 'UTC' }, new Date())).toBe(false);
  expect(at('2026-03-10T12:00:00Z', '12:00', '12:00', 'UTC')).toBe(false);
});

test('a zone that the browser doesn’t know breaks nothing', () => {
  expect(at('2026-03-10T12:00:00Z', '00:00', '23:59', 'Atlantis/Capital')).toBe(true);
});
