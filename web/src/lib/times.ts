import { words, t } from './words.svelte';

type Shape = Intl.DateTimeFormatOptions;

/** Whether the reader's own clock has 12 hours or 24, whatever the language of the page. */
const twelve = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions().hour12 ?? false;
// Not `hour12`, with which British noon is at "0:00 pm".
export const clock: Shape = { hour: twelve ? 'numeric' : '2-digit', minute: '2-digit', hourCycle: twelve ? 'h12' : 'h23' };
const day: Shape = { day: 'numeric', month: 'short' };
const weekday: Shape = { weekday: 'long', day: 'numeric', month: 'long' };

const formats = new Map<string, Intl.DateTimeFormat>();

/** "14:05" */
export function clockTime(instant: string): string {
  return written(new Date(instant), clock);
}

/** "14:05", "Yesterday", "Monday", "3 Feb", "3 Feb 2024": for a list. */
export function shortDay(instant: string, now: Date): string {
  const date = new Date(instant);
  const days = daysBetween(date, now);
  if (days <= 0) return clockTime(instant);
  if (days === 1) return t().page.yesterday;
  if (days < 7) return written(date, { weekday: 'long' });
  return written(date, withYear(day, date, now));
}

/** "Today", "Yesterday", "Monday 3 February": for a heading. */
export function longDay(instant: string, now: Date): string {
  const date = new Date(instant);
  const days = daysBetween(date, now);
  if (days <= 0) return t().page.today;
  if (days === 1) return t().page.yesterday;
  return written(date, withYear(weekday, date, now));
}

/** "today at 14:05", "yesterday at 14:05", "on 3 Feb at 14:05": within a sentence. */
export function moment(instant: string, now: Date): string {
  const date = new Date(instant);
  const days = daysBetween(date, now);
  const clock = clockTime(instant);
  if (days === 0) return t().page.todayAt(clock);
  if (days === 1) return t().page.yesterdayAt(clock);
  return t().page.onDayAt(written(date, withYear(day, date, now)), clock);
}

/** "3 February 2026" */
export function dayOf(instant: string): string {
  return written(new Date(instant), { day: 'numeric', month: 'long', year: 'numeric' });
}

/** "November 2026", of a month that is named like "2026-11". */
export function monthOf(name: string): string {
  const [year, month] = name.split('-').map(Number);
  return written(new Date(year!, month! - 1), { month: 'long', year: 'numeric' });
}

export function exactly(instant: string): string {
  return `${written(new Date(instant), { ...weekday, year: 'numeric' })}, ${clockTime(instant)}`;
}

export function sameDay(a: string, b: string): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** English dates are British, "3 February": the day comes first, as in most of the world. */
export function written(date: Date, shape: Shape): string {
  const language = words.language === 'en' ? 'en-GB' : words.language;
  const key = language + JSON.stringify(shape);
  const format = formats.get(key) ?? new Intl.DateTimeFormat(language, shape);
  formats.set(key, format);
  return format.format(date);
}

function withYear(shape: Shape, date: Date, now: Date): Shape {
  return date.getFullYear() === now.getFullYear() ? shape : { ...shape, year: 'numeric' };
}

function daysBetween(from: Date, to: Date): number {
  const number = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
  return number(to) - number(from);
}
