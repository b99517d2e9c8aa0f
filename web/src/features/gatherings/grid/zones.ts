import { CalendarDateTime, fromAbsolute, parseDate, toZoned } from '@internationalized/date';

const DAY = 24 * 60;

/** What a clock on the wall shows: a day like "2026-11-24", and minutes since its midnight. */
export interface Local {
  readonly date: string;
  readonly minutes: number;
}

/** The zone of this browser. */
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** `zone`, or else UTC where this browser doesn't know it. */
export function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return 'UTC';
  }
}

/** Another day, so many after `date`. */
export function dayAfter(date: string, days = 1): string {
  return parseDate(date).add({ days }).toString();
}

/** The days from the first to the last. */
export function daysFrom(first: string, last: string): string[] {
  const days: string[] = [];
  for (let date = first; date <= last; date = dayAfter(date)) days.push(date);
  return days;
}

/** 0 for Monday. */
export function weekdayOf(date: string): number {
  const { year, month, day } = parseDate(date);
  return (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
}

/**
 * When a clock in `zone` shows this; minutes may go on into the days after. As the server does: a time that is skipped
 * when the clock is put forward comes later by as much, of one that comes twice it is the first.
 */
export function instantOf(date: string, minutes: number, zone: string): number {
  const { year, month, day } = parseDate(date).add({ days: Math.floor(minutes / DAY) });
  const of = minutes % DAY;
  return toZoned(new CalendarDateTime(year, month, day, Math.floor(of / 60), of % 60), zone, 'compatible').toDate().getTime();
}

export function localOf(instant: number, zone: string): Local {
  const { year, month, day, hour, minute } = fromAbsolute(instant, zone);
  const two = (part: number) => String(part).padStart(2, '0');
  return { date: `${year}-${two(month)}-${two(day)}`, minutes: hour * 60 + minute };
}

/** "17:30" in minutes. */
export function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number);
  return hours! * 60 + minutes!;
}

/** Minutes as "17:30". */
export function clockOf(minutes: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}
