import { describe, expect, test } from 'vitest';
import { askedBy, gridOf, placeOf } from './cells';
import { clockOf, instantOf } from './zones';

const asked = (first_day: string, last_day: string, zone: string, daily_from?: string, daily_until?: string) => ({ first_day, last_day, zone, ...(daily_from && { daily_from }), ...(daily_until && { daily_until }) });
const iso = (instant: number) => new Date(instant).toISOString().slice(0, 16);
const cellsOf = (grid: ReturnType<typeof gridOf>, day: number) => grid.days[day]!.cells.filter((cell) => cell !== null);

test('an evening of three days is three columns of half hours', () => {
  const grid = gridOf(asked('2026-11-24', '2026-11-26', 'Europe/Berlin', '17:00', '23:00'), 'Europe/Berlin');
  expect(grid.days.map(({ date }) => date)).toEqual(['2026-11-24', '2026-11-25', '2026-11-26']);
  expect(grid.rows.map(({ minutes }) => clockOf(minutes))).toEqual(['17:00', '17:30', '18:00', '18:30', '19:00', '19:30', '20:00', '20:30', '21:00', '21:30', '22:00', '22:30']);
  expect(iso(grid.days[0]!.cells[0]!.start)).toBe('2026-11-24T16:00');
  expect(placeOf(grid, Date.parse('2026-11-25T18:45:00Z'))).toEqual({ day: 1, row: 5 });
  expect(placeOf(grid, Date.parse('2026-11-25T12:00:00Z'))).toBeNull();
});

test('elsewhere, the same time is at other hours, and may be on other days', () => {
  const gathering = asked('2026-11-24', '2026-11-24', 'America/New_York', '17:00', '23:00');
  const grid = gridOf(gathering, 'Europe/Berlin');
  expect(grid.days.map(({ date }) => date)).toEqual(['2026-11-24', '2026-11-25']);
  expect(cellsOf(grid, 0)).toHaveLength(2);
  expect(cellsOf(grid, 1)).toHaveLength(10);
  expect(grid.rows.map(({ minutes }) => clockOf(minutes))).toEqual(['00:00', '00:30', '01:00', '01:30', '02:00', '02:30', '03:00', '03:30', '04:00', '04:30', '23:00', '23:30']);
  // Where the clock is off by three quarters of an hour, the first cell and the last are a part of one.
  const nepal = gridOf(gathering, 'Asia/Kathmandu');
  const [first, last] = [cellsOf(nepal, 0).at(0)!, cellsOf(nepal, 0).at(-1)!];
  expect([first.end - first.start, last.end - last.start]).toEqual([15 * 60_000, 15 * 60_000]);
  expect(first.start).toBe(askedBy(gathering)[0]!.start);
});

test('hours that end after midnight are one evening', () => {
  expect(askedBy(asked('2026-11-24', '2026-11-25', 'Europe/Berlin', '20:00', '02:00')).map(({ start, end }) => [iso(start), iso(end)])).toEqual([
    ['2026-11-24T19:00', '2026-11-25T01:00'],
    ['2026-11-25T19:00', '2026-11-26T01:00'],
  ]);
  expect(askedBy(asked('2026-11-24', '2026-11-25', 'Europe/Berlin')).map(({ start, end }) => [iso(start), iso(end)])).toEqual([['2026-11-23T23:00', '2026-11-25T23:00']]);
});

describe('on the days when the clock is changed', () => {
  const table: [zone: string, date: string, hours: number, cells: number, around: string[]][] = [
    ['Europe/Berlin', '2026-03-29', 23, 46, ['01:00', '01:30', '03:00', '03:30']],
    ['Europe/Berlin', '2026-10-25', 25, 50, ['02:00', '02:30', '02:00 again', '02:30 again', '03:00']],
    ['America/New_York', '2026-11-01', 25, 50, ['01:00', '01:30', '01:00 again', '01:30 again', '02:00']],
    ['Australia/Lord_Howe', '2026-04-05', 24.5, 49, ['01:00', '01:30', '01:30 again', '02:00']],
    ['Australia/Lord_Howe', '2026-10-04', 23.5, 47, ['01:30', '02:30', '03:00']],
    ['Africa/Cairo', '2026-04-24', 23, 46, ['01:00', '01:30', '02:00']],
    ['Pacific/Apia', '2011-12-29', 24, 48, ['23:00', '23:30']],
  ];
  test.each(table)('%s %s has %d hours', (zone, date, hours, cells, around) => {
    const grid = gridOf(asked(date, date, zone), zone);
    const all = cellsOf(grid, 0);
    expect(all).toHaveLength(cells);
    expect((all.at(-1)!.end - all[0]!.start) / 3_600_000).toBe(hours);
    for (const [index, cell] of all.slice(1).entries()) expect(cell.start).toBe(all[index]!.end);
    const rows = grid.rows.map(({ minutes, again }) => clockOf(minutes) + (again ? ' again' : ''));
    expect(rows.join(', ')).toContain(around.join(', '));
  });
});

test('a time that is skipped comes later by as much, of one that comes twice it is the first', () => {
  expect(iso(instantOf('2026-03-29', 150, 'Europe/Berlin'))).toBe('2026-03-29T01:30');
  expect(iso(instantOf('2026-10-25', 150, 'Europe/Berlin'))).toBe('2026-10-25T00:30');
  expect(iso(instantOf('2026-10-24', 26 * 60, 'Europe/Berlin'))).toBe('2026-10-25T00:00');
});
