import { describe, expect, test } from 'vitest';
import { askedBy } from '../grid/cells';
import type { Span } from '../grid/spans';
import { clockOf, localOf, weekdayOf } from '../grid/zones';
import { applied, read } from './read';

const zone = 'Europe/Berlin';
/** Tuesday to Monday. */
const week = askedBy({ first_day: '2026-11-24', last_day: '2026-11-30', zone });
const asked = { spans: week, zone };

/** "Tue 24, 18:00–21:00" */
function said({ start, end }: Span): string {
  const [from, until, last] = [localOf(start, zone), localOf(end, zone), localOf(end - 1, zone)];
  const day = ({ date }: typeof from) => `${['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][weekdayOf(date)]} ${Number(date.slice(8))}`;
  return `${day(from)}, ${clockOf(from.minutes)}${from.date === last.date ? '–' : ` – ${day(until)}, `}${clockOf(until.minutes)}`;
}

function understood(text: string, before: Parameters<typeof applied>[0] = []): string[] {
  const reading = read(text, asked);
  if ('part' in reading) throw new Error(`“${reading.part}” isn’t understood: ${reading.why}`);
  return applied(before, reading.clauses, week).map(said);
}

const table: [text: string, spans: string[]][] = [
  ['Tue 18–21, Wed after 19, weekends 10-12, not Friday', ['Tue 24, 18:00–21:00', 'Wed 25, 19:00–00:00', 'Sat 28, 10:00–12:00', 'Sun 29, 10:00–12:00']],
  ['Di 18–21, Mi ab 19 Uhr, am Wochenende 10-12, nicht Freitag', ['Tue 24, 18:00–21:00', 'Wed 25, 19:00–00:00', 'Sat 28, 10:00–12:00', 'Sun 29, 10:00–12:00']],
  ['Tuesday 6-9pm', ['Tue 24, 18:00–21:00']],
  ['Tuesday 6pm-9:30pm', ['Tue 24, 18:00–21:30']],
  ['Tue 10am to 12', ['Tue 24, 10:00–12:00']],
  ['Tue 11-1pm', ['Tue 24, 11:00–13:00']],
  ['Dienstag von 18.30 bis 21 Uhr', ['Tue 24, 18:30–21:00']],
  ['Tue, Wed and Thu 18-20', ['Tue 24, 18:00–20:00', 'Wed 25, 18:00–20:00', 'Thu 26, 18:00–20:00']],
  ['Wed–Fri 8-9', ['Wed 25, 08:00–09:00', 'Thu 26, 08:00–09:00', 'Fri 27, 08:00–09:00']],
  ['Tue 8-9, 18-20 and 21-22', ['Tue 24, 08:00–09:00', 'Tue 24, 18:00–20:00', 'Tue 24, 21:00–22:00']],
  ['Fri 22-2', ['Fri 27, 22:00 – Sat 28, 02:00']],
  ['Fri evening', ['Fri 27, 18:00–23:00']],
  ['Freitag Abend und Sonntag vormittags', ['Fri 27, 18:00–23:00', 'Sun 29, 06:00–12:00']],
  ['Sat', ['Sat 28, 00:00–00:00']],
  ['24 Nov 18-20, Nov 26 until 10', ['Tue 24, 18:00–20:00', 'Thu 26, 00:00–10:00']],
  ['24.11. 18-20, 25.–26. Nov 19-20', ['Tue 24, 18:00–20:00', 'Wed 25, 19:00–20:00', 'Thu 26, 19:00–20:00']],
  ['the 24th of November 18-20', ['Tue 24, 18:00–20:00']],
  ['every day 18-19, not on Wednesday or Thursday, except weekends', ['Tue 24, 18:00–19:00', 'Fri 27, 18:00–19:00', 'Mon 30, 18:00–19:00']],
  ['weekdays from 17 to 18', ['Tue 24, 17:00–18:00', 'Wed 25, 17:00–18:00', 'Thu 26, 17:00–18:00', 'Fri 27, 17:00–18:00', 'Mon 30, 17:00–18:00']],
  ['Mo 12 bis Mitternacht', ['Mon 30, 12:00–00:00']],
];

test.each(table)('%s', (text, spans) => {
  expect(understood(text)).toEqual(spans);
});

test('only what one can’t: all else is free', () => {
  expect(understood('not Wednesday')).toEqual(['Tue 24, 00:00–00:00', 'Thu 26, 00:00 – Tue 1, 00:00']);
});

test('it adds to what is there, and takes from it', () => {
  const before = [{ start: Date.parse('2026-11-24T18:00:00+01:00'), end: Date.parse('2026-11-24T20:00:00+01:00') }];
  expect(understood('Tue 20-21', before)).toEqual(['Tue 24, 18:00–21:00']);
  expect(understood('not Tue after 19', before)).toEqual(['Tue 24, 18:00–19:00']);
});

describe('what isn’t understood is named', () => {
  test.each([
    ['Tue 18-21, Blursday 10-12', 'Blursday', 'unknown'],
    ['Tue 18', '18', 'end'],
    ['Tue 25-27', '25', 'unknown'],
    ['Tue 18-soon', 'soon', 'unknown'],
    ['24 Dec 18-20', '24 Dec 18-20', 'outside'],
    ['not', 'not', 'unknown'],
    ['Tue 18-21 perhaps', 'perhaps', 'unknown'],
  ])('%s', (text, part, why) => {
    expect(read(text, asked)).toEqual({ part, why });
  });
});

test('nothing is no clause', () => {
  expect(read('  ', asked)).toEqual({ clauses: [] });
});

test('whatever is typed gets an answer', () => {
  const pieces = ['tue', 'not', '18', '-', ',', '.', 'after', 'pm', 'nov', '24', 'weekend', 'x', ':', '9:5', 'and', 'from'];
  for (let seed = 0; seed < 4000; seed++) {
    const text = Array.from({ length: 1 + (seed % 7) }, (_, index) => pieces[(seed * 7 + index * index * 13 + Math.floor(seed / 16) * index) % pieces.length]).join(' ');
    const reading = read(text, asked);
    expect('part' in reading ? reading.part.length : reading.clauses.length, text).toBeGreaterThanOrEqual('part' in reading ? 1 : 0);
  }
});
