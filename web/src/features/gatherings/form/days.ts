import { dayAfter, weekdayOf } from '../grid/zones';

/** From the first day to the last, like "2026-11-24". */
export interface Days {
  readonly first: string;
  readonly last: string;
}

export const quick = ['weekend', 'week', 'next', 'fortnight'] as const;
export type Quick = (typeof quick)[number];

const SATURDAY = 5;

/** What is often chosen, seen from today. */
export function quickDays(which: Quick, today: string): Days {
  const weekday = weekdayOf(today);
  if (which === 'weekend') return { first: dayAfter(today, Math.max(0, SATURDAY - weekday)), last: dayAfter(today, 6 - weekday) };
  if (which === 'week') return { first: today, last: dayAfter(today, 6 - weekday) };
  if (which === 'next') return { first: dayAfter(today, 7 - weekday), last: dayAfter(today, 13 - weekday) };
  return { first: today, last: dayAfter(today, 13) };
}
