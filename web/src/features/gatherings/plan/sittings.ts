import { clockOf, instantOf, localOf, minutesOf } from '../grid/zones';
import type { Candidate, Gathering, Stretch, Time, Times, Window } from '../model';
import { minutesOf as lengthInMinutes, spanIn } from '../stretches';

/** A time as it is typed: "2026-11-24T19:00" by the clock of whoever types, and how long. */
export interface Typed {
  start: string;
  minutes: number;
}

export function typedOf(start: string, minutes: number, zone: string): Typed {
  const local = localOf(Date.parse(start), zone);
  return { start: `${local.date}T${clockOf(local.minutes)}`, minutes };
}

/** What a form calls its times and their parts, as the server does when it refuses one. */
export function namesOf(list: string, most: number): string[] {
  return [list, ...Array.from({ length: most }, (_, place) => [`${list}[${place}].start`, `${list}[${place}].minutes`]).flat()];
}

/** What is sent; null while the start isn't complete. */
export function windowOf({ start, minutes }: Typed, zone: string): Window | null {
  const [date, clock] = start.split('T');
  if (!date || !clock || !/^\d{4}-\d\d-\d\d$/.test(date)) return null;
  return { start: new Date(instantOf(date, minutesOf(clock), zone)).toISOString(), minutes };
}

/** A time to settle on in what was found: as long as is wanted, and when it takes the least of those who are missing. */
export function within(time: Stretch & Pick<Partial<Time>, 'fix'>, minutes: number): Window {
  return { start: time.fix?.start ?? time.start, minutes: Math.min(minutes, lengthInMinutes(time)) };
}

const LENGTHS = [30, 45, 60, 90, 120, 150, 180, 240, 300, 360, 480, 720, 1440, 2880, 4320];

/** The lengths to choose from, with those that are in use. */
export function lengthsWith(...used: number[]): number[] {
  return [...new Set([...LENGTHS, ...used])].sort((a, b) => a - b);
}

/** What stands in the dialog at first: the plan as it is, or the best that is known. */
export function proposedFor(gathering: Gathering, times: Times | null): Window[] {
  const { minutes } = gathering;
  if (gathering.settled.length > 0) return gathering.settled.map((one) => ({ start: one.start, minutes: lengthInMinutes(one) }));
  const voted = favourites(gathering.poll?.candidates ?? []);
  if (voted.length > 0) return voted.slice(0, 1).map((one) => ({ start: one.start, minutes: lengthInMinutes(one) }));
  if (times?.sittings && times.sittings.length > 0) return times.sittings.map((time) => within(time, minutes));
  const best = times?.everyone[0] ?? times?.best[0] ?? times?.shorter[0];
  if (best) return [within(best, minutes)];
  const from = gathering.daily_from ? minutesOf(gathering.daily_from) : 18 * 60;
  return [{ start: new Date(instantOf(gathering.first_day, from, gathering.zone)).toISOString(), minutes }];
}

/** The candidates that most have voted for, if anybody has: those with the most yes, then the most who would if needed. */
export function favourites(candidates: readonly Candidate[]): Stretch[] {
  const score = ({ yes, if_needed }: Candidate) => yes * 100_000 + if_needed;
  const most = Math.max(0, ...candidates.map(score));
  return most === 0 ? [] : candidates.filter((one) => score(one) === most);
}

/** Times that can be taken with a click, the best first, none twice. */
export function suggestionsFor(gathering: Gathering, times: Times | null, most = 6): Window[] {
  const { minutes } = gathering;
  const found = [...(times?.everyone ?? []), ...(times?.best ?? [])].map((time) => within(time, minutes));
  const voted = favourites(gathering.poll?.candidates ?? []).map((one) => ({ start: one.start, minutes: lengthInMinutes(one) }));
  const seen = new Set<number>();
  return [...voted, ...found].filter(({ start }) => !seen.has(Date.parse(start)) && seen.add(Date.parse(start))).slice(0, most);
}

export function stretchOf({ start, minutes }: Window): Stretch {
  return { start, end: new Date(Date.parse(start) + minutes * 60_000).toISOString() };
}

/** Whether two of the times touch one another. */
export function overlap(windows: readonly Window[]): boolean {
  const spans = windows.map((one) => spanIn(stretchOf(one))).sort((a, b) => a.start - b.start);
  return spans.some((span, index) => index > 0 && span.start < spans[index - 1]!.end);
}
