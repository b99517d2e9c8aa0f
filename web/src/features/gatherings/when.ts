import { clock, written } from '../../lib/times';
import { words } from '../../lib/words.svelte';
import { knownZone, localOf } from './grid/zones';
import type { Span } from './grid/spans';

const shortDay: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' };
const longDay: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long' };

/** "18:00", by the clocks of a zone. */
export function clockAt(instant: number, zone: string): string {
  return written(new Date(instant), { ...clock, timeZone: knownZone(zone) });
}

/** "Tue 24 Nov"; long: "Tuesday 24 November". */
export function dayAt(instant: number, zone: string, long = false): string {
  return written(new Date(instant), { ...(long ? longDay : shortDay), timeZone: knownZone(zone) });
}

/** The same of a day like "2026-11-24", wherever that is. */
export function daySaid(date: string, long = false): string {
  return dayAt(Date.parse(`${date}T12:00:00Z`), 'UTC', long);
}

/** "24 – 27 Nov 2026", of two days like "2026-11-24". */
export function daysSaid(first: string, last: string): string {
  const [from, until] = [first, last].map((date) => new Date(`${date}T12:00:00Z`)) as [Date, Date];
  const shape: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', timeZone: 'UTC' };
  if (first === last) return written(from, { ...shape, weekday: 'short' });
  return new Intl.DateTimeFormat(language(), shape).formatRange(from, until);
}

/** "Tue 24 Nov, 18:00–21:00"; an end on another day is named with it. */
export function spanSaid({ start, end }: Span, zone: string): string {
  const there = knownZone(zone);
  // Midnight is the end of the day before it.
  const sameDay = localOf(start, there).date === localOf(end - 1, there).date;
  const until = sameDay ? clockAt(end, zone) : `${dayAt(end, zone)}, ${clockAt(end, zone)}`;
  return `${dayAt(start, zone)}, ${clockAt(start, zone)}${sameDay ? '–' : ' – '}${until}`;
}

/** "Berlin", or "Berlin (GMT+1)" at some instant. */
export function zoneSaid(zone: string, at?: number): string {
  const place = zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
  if (at === undefined) return place;
  const offset = new Intl.DateTimeFormat('en', { timeZone: knownZone(zone), timeZoneName: 'shortOffset' }).formatToParts(at).find(({ type }) => type === 'timeZoneName')!.value;
  return place === offset ? place : `${place} (${offset})`;
}

/** "2 h", "1 h 30 min", "2 days". */
export function lengthSaid(minutes: number): string {
  const days = minutes % 1440 === 0 ? minutes / 1440 : 0;
  if (days > 0) return unit(days, 'day', 'long');
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 ? unit(hours, 'hour') : '', rest > 0 || hours === 0 ? unit(rest, 'minute') : ''].filter(Boolean).join(' ');
}

function unit(value: number, name: string, display: 'long' | 'short' = 'short'): string {
  return new Intl.NumberFormat(language(), { style: 'unit', unit: name, unitDisplay: display }).format(value);
}

/** Minutes since midnight as "18:00". */
export function clockSaid(minutes: number): string {
  return clockAt(minutes * 60_000, 'UTC');
}

function language(): string {
  return words.language === 'en' ? 'en-GB' : words.language;
}
