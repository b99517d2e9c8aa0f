import { expect, test } from 'vitest';
import { usualLike, usualOf, weeklyOf } from './weekly';

const span = (start: string, end: string) => ({ start: Date.parse(start), end: Date.parse(end) });

test('hours that end after midnight are of the day on which they begin', () => {
  const usual = [{ weekday: 'friday', from: '22:00', until: '01:30' }, { weekday: 'sunday', from: '00:00', until: '00:00' }] as const;
  expect(weeklyOf(usual)).toEqual([{ weekday: 'friday', from: '22:00', minutes: 210 }, { weekday: 'sunday', from: '00:00', minutes: 1440 }]);
  expect(usualOf({ weekly: weeklyOf(usual) })).toEqual(usual);
});

test('what is painted becomes a week, each day of it once', () => {
  const spans = [span('2026-11-24T18:00:00+01:00', '2026-11-24T21:00:00+01:00'), span('2026-11-27T22:00:00+01:00', '2026-11-28T02:00:00+01:00'), span('2026-12-01T18:00:00+01:00', '2026-12-01T21:00:00+01:00')];
  expect(usualLike(spans, 'Europe/Berlin')).toEqual([
    { weekday: 'tuesday', from: '18:00', until: '21:00' },
    { weekday: 'friday', from: '22:00', until: '00:00' },
    { weekday: 'saturday', from: '00:00', until: '02:00' },
  ]);
});
