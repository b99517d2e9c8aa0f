import { expect, test } from 'vitest';
import { exactly } from '../../../lib/times';
import type { Entry } from '../model';
import { detailOf, placeOf } from './entry';

const entry = (act: string, detail: object = {}, subject_id?: string) => ({ number: 1, act, at: '2026-11-22T12:00:00Z', detail, ...(subject_id && { subject_id }) }) as Entry;

test('an entry leads to the case or the person it is about', () => {
  expect(placeOf(entry('moderation.decided', {}, 'c1'))?.href).toBe('/moderation/cases/c1');
  expect(placeOf(entry('moderation.appeal_answered', { case_id: 'c2' }, 'd1'))?.href).toBe('/moderation/cases/c2');
  expect(placeOf(entry('account.banned', {}, 'a1'))?.href).toBe('/people/a1');
  expect(placeOf(entry('moderation.words_set'))).toBeNull();
  expect(placeOf(entry('job.retried', {}, 'j1'))).toBeNull();
});

test('what it says is said in words, and what is only an id isn’t', () => {
  const until = '2199-01-01T00:00:00Z';
  const decided = entry('moderation.decided', { decision_id: 'd1', act: 'hide', reason: 'privacy', until: null, person_id: 'p1' });
  expect(detailOf(decided)).toEqual([['what', 'Hide it'], ['reason', 'Private matters of others']]);
  expect(detailOf(entry('account.banned', { until }))).toEqual([['until', exactly(until)]]);
  expect(detailOf(entry('account.permission_set', { permission: 'ban', allowed: true }))).toEqual([['permission', 'ban'], ['allowed', 'yes']]);
  expect(detailOf(entry('something.new', { deep: [1, 2] }))).toEqual([['deep', '[1,2]']]);
});
