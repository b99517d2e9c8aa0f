import type { Gathering } from '../model';
import { common, merged, type Span } from './spans';
import { dayAfter, daysFrom, instantOf, knownZone, localOf, minutesOf } from './zones';

const STEP = 30;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Half an hour by the clock: its minutes since midnight. `again`: the second of two, where the clock is put back. */
export interface Row {
  readonly minutes: number;
  readonly again: boolean;
}

/** A column: a day like "2026-11-24", with as many cells as the grid has rows; null where there is no such time, or it isn't asked for. */
export interface Day {
  readonly date: string;
  readonly cells: readonly (Span | null)[];
}

/** The time that a gathering asks for, as days and half hours in the zone of who looks at it. */
export interface Grid {
  readonly zone: string;
  readonly asked: readonly Span[];
  readonly rows: readonly Row[];
  readonly days: readonly Day[];
}

type Asked = Pick<Gathering, 'first_day' | 'last_day' | 'zone' | 'daily_from' | 'daily_until'>;

/** The time that a gathering asks for: all of its days, or some hours of each. */
export function askedBy({ first_day, last_day, zone, daily_from, daily_until }: Asked): Span[] {
  const there = knownZone(zone);
  const from = daily_from ? minutesOf(daily_from) : 0;
  const until = daily_until ? minutesOf(daily_until) : 24 * 60;
  const length = until > from ? until : until + 24 * 60;
  return merged(daysFrom(first_day, last_day).map((date) => ({ start: instantOf(date, from, there), end: instantOf(date, length, there) })));
}

/** A half hour of some day. `place` says where its row stands among the others. */
interface Piece {
  readonly place: number;
  readonly row: Row;
  readonly span: Span;
}

export function gridOf(gathering: Asked, zone: string): Grid {
  const asked = askedBy(gathering);
  const dates = daysFrom(localOf(asked[0]!.start, zone).date, localOf(asked.at(-1)!.end - 1, zone).date);
  const days = dates
    .map((date) => ({ date, pieces: piecesOf(date, zone).flatMap((piece) => common([piece.span], asked).map((span) => ({ ...piece, span }))) }))
    .filter(({ pieces }) => pieces.length > 0);
  const rows = new Map(days.flatMap(({ pieces }) => pieces.map(({ place, row }) => [place, row])));
  const places = [...rows.keys()].sort((a, b) => a - b);
  return {
    zone,
    asked,
    rows: places.map((place) => rows.get(place)!),
    days: days.map(({ date, pieces }) => {
      const cells = new Map(pieces.map(({ place, span }) => [place, span]));
      return { date, cells: places.map((place) => cells.get(place) ?? null) };
    }),
  };
}

/** The half hours of a day: 48, or less or more of them when the clock is changed. */
function piecesOf(date: string, zone: string): Piece[] {
  const midnight = instantOf(date, 0, zone);
  const end = instantOf(dayAfter(date), 0, zone);
  // Without a change of the clock, it shows what has passed since midnight.
  const plain = end - midnight === DAY;
  const pieces: Piece[] = [];
  const seen: number[] = [];
  let repeated: { first: number; length: number } | null = null;
  for (let start = midnight; start < end; start = pieces.at(-1)!.span.end) {
    const shown = plain ? (start - midnight) / MINUTE : localOf(start, zone).minutes;
    const minutes = shown - (shown % STEP);
    const again = seen.includes(minutes);
    if (again) repeated ??= { first: minutes, length: seen.at(-1)! + STEP - minutes };
    // What comes twice stands below all of what came first, and above what follows.
    const place = again && repeated ? repeated.first + repeated.length - 1 + (minutes - repeated.first) / repeated.length : minutes;
    seen.push(minutes);
    pieces.push({ place, row: { minutes, again }, span: { start, end: Math.min(end, start + (STEP - (shown % STEP)) * MINUTE) } });
  }
  return pieces;
}

/** The cell that an instant is in. */
export function placeOf(grid: Grid, instant: number): { day: number; row: number } | null {
  for (const [day, { cells }] of grid.days.entries()) {
    const row = cells.findIndex((cell) => cell && cell.start <= instant && instant < cell.end);
    if (row >= 0) return { day, row };
  }
  return null;
}
