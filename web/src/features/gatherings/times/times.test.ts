import { expect, test } from 'vitest';
import { gridOf } from '../grid/cells';
import type { AttendeeAnswer, Missing, Time, Times } from '../model';
import { countIn, legendOf, levelOf, timeOf, warmed, whoCan } from './heat';
import { clockAt } from '../when';
import { fixOf, reasonOf } from './reasons';



const at = (time: string) => Date.parse(`2026-11-24T${time}:00Z`);
// The browser's own zone: the names of times in the tests are those of UTC.
process.env.TZ = 'UTC';

const heat: Times['heat'] = { start: '2026-11-24T17:00:00Z', step_minutes: 15, counts: [0, 1, 2, 3, 3, 3, 2, 2] };

test('as many can in a cell as in the step of it when the fewest can', () => {
  expect(countIn(heat, { start: at('17:30'), end: at('18:00') })).toBe(2);
  expect(countIn(heat, { start: at('17:45'), end: at('18:30') })).toBe(3);
  expect(countIn(heat, { start: at('16:30'), end: at('17:00') })).toBe(0);
  expect(countIn(heat, { start: at('18:45'), end: at('19:15') })).toBe(0);
});

test('only all are the warmest, and nobody is the coldest', () => {
  expect([0, 1, 2, 3, 4, 5].map((count) => levelOf(count, 5))).toEqual([0, 1, 2, 3, 4, 5]);
  expect([0, 1, 2, 3].map((count) => levelOf(count, 3))).toEqual([0, 2, 3, 5]);
  expect([0, 1, 99, 100].map((count) => levelOf(count, 100))).toEqual([0, 1, 4, 5]);
  expect(levelOf(0, 0)).toBe(0);
});

test('the legend names each number of people once', () => {
  expect(legendOf(3)).toEqual([{ level: 0, from: 0, to: 0 }, { level: 2, from: 1, to: 1 }, { level: 3, from: 2, to: 2 }, { level: 5, from: 3, to: 3 }]);
  const many = legendOf(100);
  expect(many.map(({ level }) => level)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(many[1]).toEqual({ level: 1, from: 1, to: 25 });
  expect(many[5]).toEqual({ level: 5, from: 100, to: 100 });
});

test('the grid is warmed cell by cell, and says a number where it begins', () => {
  const grid = gridOf({ first_day: '2026-11-24', last_day: '2026-11-24', zone: 'Europe/Berlin', daily_from: '18:00', daily_until: '20:00' }, 'Europe/Berlin');
  const [day] = warmed(grid, { heat, answered: 3 });
  expect(day!.map((cell) => [cell!.count, cell!.level, cell!.says])).toEqual([[0, 0, false], [2, 3, true], [3, 5, true], [2, 3, true]]);
});

const answer = (id: string, ...windows: [string, number][]): AttendeeAnswer => ({ attendee_id: id, person: { id, name: id, deleted: false }, guest: false, required: true, zone: 'Europe/Berlin', windows: windows.map(([start, minutes]) => ({ start: new Date(at(start)).toISOString(), minutes })), answered_at: '' });

test('who can is who can during all of it', () => {
  const answers = [answer('ana', ['17:00', 120]), answer('bo', ['17:00', 15]), answer('cleo'), answer('dora', ['16:00', 60], ['17:30', 30])];
  const { can, cannot } = whoCan(answers, { start: at('17:30'), end: at('18:00') });
  expect(can.map(({ attendee_id }) => attendee_id)).toEqual(['ana', 'dora']);
  expect(cannot.map(({ attendee_id }) => attendee_id)).toEqual(['bo', 'cleo']);
});

/** In the 12 or 24 hours of whoever runs this. */
const said = (sentence: string) => sentence.replaceAll(/\d\d:\d\d/g, (time) => clockAt(at(time), 'UTC'));

const stretch = (start: string, end: string) => ({ start: `2026-11-24T${start}:00Z`, end: `2026-11-24T${end}:00Z` });
const bo = (change?: Missing['change']): Missing => ({ attendee_id: 'b', name: 'Bo', required: true, ...(change && { change }) });

test('what would fix it is said in the time of who reads it', () => {
  expect(reasonOf(bo({ window: stretch('18:00', '19:00'), earlier: 0, later: 30 }))).toBe(said('Bo would have to stay until 19:30 instead of 19:00.'));
  expect(reasonOf(bo({ window: stretch('18:30', '22:00'), earlier: 30, later: 0 }))).toBe(said('Bo would have to come at 18:00 instead of 18:30.'));
  expect(reasonOf(bo({ window: stretch('18:15', '19:00'), earlier: 15, later: 30 }))).toBe(said('Bo would have to be free 18:00–19:30 instead of 18:15–19:00.'));
  expect(reasonOf(bo({ window: stretch('18:00', '19:00'), earlier: 0, later: 30, shift: 30 }))).toBe(said('Bo would have to stay until 19:30 instead of 19:00, or have all of that time 30 mins later.'));
  expect(reasonOf(bo())).toBe('Bo has no time near it.');
});

test('for several who are missing, it is what each would change for the one time that suits them all', () => {
  const time: Time = { ...stretch('17:00', '21:00'), can: 1, required_can: 1, missing_count: 2, missing: [{ ...bo({ window: stretch('17:00', '18:30'), earlier: 0, later: 30 }), attendee_id: 'bo' }, { ...bo(), attendee_id: 'cleo', name: 'Cleo' }], fix: { ...stretch('18:00', '20:00'), minutes: 90 } };
  const answers = [answer('bo', ['17:00', 90], ['18:15', 90]), answer('cleo', ['18:00', 90])];
  const fixed = fixOf(time, answers)!;
  expect(fixed.at).toEqual(time.fix);
  expect(fixed.missing.map(reasonOf)).toEqual([said('Bo would have to be free 18:00–20:00 instead of 18:15–19:45.'), said('Cleo would have to stay until 20:00 instead of 19:30.')]);
  expect(fixOf(time, null)).toEqual({ at: null, missing: time.missing });
  expect(fixOf({ ...time, missing: [bo()], missing_count: 1 }, answers)).toBeNull();
});

test('when all can who must, it is said who else can, as far as that is known', () => {
  const window = stretch('17:30', '18:30');
  const times: Times = { revision: 1, attendees: 3, answered: 3, unanswered: [], everyone: [window], complete: true, best: [], shorter: [], heat };
  const answers = [answer('ana', ['17:00', 120]), answer('bo', ['17:00', 75]), answer('cleo', ['17:00', 120])];
  expect(timeOf(window, times, answers)).toMatchObject({ can: 2, missing: [{ attendee_id: 'bo', name: 'bo' }], missing_count: 1 });
  expect(timeOf(window, times, null)).toMatchObject({ can: 2, missing: [], missing_count: 1 });
  const known: Time = { ...window, can: 3, required_can: 3, missing: [], missing_count: 0 };
  expect(timeOf(window, { ...times, best: [known] }, null)).toBe(known);
});
