import { expect, test } from 'vitest';
import type { Candidate, Time } from '../model';
import { gathering, times } from '../testing';
import { favourites, lengthsWith, overlap, proposedFor, suggestionsFor, typedOf, windowOf, within } from './sittings';

const stretch = (start: string, end: string) => ({ start: `2026-11-24T${start}:00.000Z`, end: `2026-11-24T${end}:00.000Z` });
const time = (start: string, end: string, more: Partial<Time> = {}): Time => ({ ...stretch(start, end), can: 3, required_can: 3, missing: [], missing_count: 0, ...more });
const candidate = (start: string, yes: number, if_needed = 0): Candidate => ({ ...stretch(start, '23:00'), yes, if_needed, no: 0 });

test('what is typed is a time by the clock of whoever types, and back', () => {
  const typed = typedOf('2026-11-24T18:30:00Z', 90, 'Europe/Berlin');
  expect(typed).toEqual({ start: '2026-11-24T19:30', minutes: 90 });
  expect(windowOf(typed, 'Europe/Berlin')).toEqual({ start: '2026-11-24T18:30:00.000Z', minutes: 90 });
  expect(windowOf({ start: '', minutes: 90 }, 'Europe/Berlin')).toBeNull();
  expect(windowOf({ start: '24.11.', minutes: 90 }, 'Europe/Berlin')).toBeNull();
});

test('a time that was found is taken at its beginning, or when it takes the least of who is missing; never longer than it is', () => {
  expect(within(time('18:00', '22:00'), 90)).toEqual({ start: stretch('18:00', '22:00').start, minutes: 90 });
  expect(within(time('18:00', '19:00'), 90).minutes).toBe(60);
  expect(within(time('18:00', '22:00', { fix: { ...stretch('19:00', '20:30'), minutes: 15 } }), 90).start).toBe(stretch('19:00', '20:30').start);
});

test('the plan as it is goes before the vote, the vote before what was found, and that before a guess', () => {
  const found = times({ everyone: [stretch('19:00', '22:00')], best: [time('17:00', '18:00')] });
  const starts = (...given: Parameters<typeof proposedFor>) => proposedFor(...given).map(({ start }) => start.slice(11, 16));
  const poll = { candidates: [candidate('20:00', 1), candidate('21:00', 1, 1)] };
  expect(starts(gathering({ state: 'settled', settled: [stretch('16:00', '17:00'), stretch('20:00', '21:00')], poll }), found)).toEqual(['16:00', '20:00']);
  expect(starts(gathering({ poll }), found)).toEqual(['21:00']);
  expect(starts(gathering(), found)).toEqual(['19:00']);
  expect(starts(gathering({ sittings: 2 }), times({ sittings: [time('17:00', '19:00'), time('20:00', '22:00')] }))).toEqual(['17:00', '20:00']);
  expect(starts(gathering(), times({ shorter: [{ ...stretch('18:00', '18:20'), can: 2, required_can: 2 }] }))).toEqual(['18:00']);
  expect(starts(gathering({ first_day: '2026-11-24', daily_from: '17:00', zone: 'Europe/Berlin' }), null)).toEqual(['16:00']);
});

test('nobody is ahead before anybody has voted', () => {
  expect(favourites([candidate('20:00', 0), candidate('21:00', 0)])).toEqual([]);
  expect(favourites([candidate('20:00', 2, 0), candidate('21:00', 1, 9)])).toHaveLength(1);
  expect(favourites([])).toEqual([]);
});

test('each time is suggested once, the favourites of the vote first', () => {
  const found = times({ everyone: [stretch('19:00', '22:00')], best: [time('19:00', '22:00'), time('17:00', '18:00')] });
  expect(suggestionsFor(gathering({ poll: { candidates: [candidate('20:00', 1)] } }), found).map(({ start }) => start.slice(11, 16))).toEqual(['20:00', '19:00', '17:00']);
  expect(suggestionsFor(gathering(), found, 1)).toHaveLength(1);
});

test('times that only touch don’t overlap', () => {
  const at = (clock: string, minutes: number) => ({ start: `2026-11-24T${clock}:00Z`, minutes });
  expect(overlap([at('19:00', 60), at('18:00', 60)])).toBe(false);
  expect(overlap([at('19:00', 60), at('18:00', 61)])).toBe(true);
});

test('the lengths to choose from have those in use, each once', () => {
  expect(lengthsWith(100, 90)).toEqual([...new Set(lengthsWith(100, 90))]);
  expect(lengthsWith(100)).toContain(100);
});
