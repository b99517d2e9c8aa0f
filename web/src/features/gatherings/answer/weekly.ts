import type { Span } from '../grid/spans';
import { clockOf, dayAfter, instantOf, localOf, minutesOf, weekdayOf } from '../grid/zones';
import { weekdays, type Availability, type Weekday } from '../model';

/** Some hours of a day of the week, as they are written. */
export interface Usual {
  weekday: Weekday;
  from: string;
  until: string;
}

const DAY = 24 * 60;

export function usualOf({ weekly }: Pick<Availability, 'weekly'>): Usual[] {
  return weekly.map(({ weekday, from, minutes }) => ({ weekday, from, until: clockOf((minutesOf(from) + minutes) % DAY) }));
}

/** An end that isn't after the beginning is on the next day. */
export function weeklyOf(usual: readonly Usual[]): Availability['weekly'] {
  return usual.map(({ weekday, from, until }) => {
    const minutes = minutesOf(until) - minutesOf(from);
    return { weekday, from, minutes: minutes > 0 ? minutes : minutes + DAY };
  });
}

/** What the painted time would be if each week were like this. */
export function usualLike(spans: readonly Span[], zone: string): Usual[] {
  const all = spans.flatMap(({ start, end }) => {
    const pieces: Usual[] = [];
    for (let from = start; from < end; ) {
      const { date, minutes } = localOf(from, zone);
      const until = Math.min(end, instantOf(dayAfter(date), 0, zone));
      pieces.push({ weekday: weekdays[weekdayOf(date)]!, from: clockOf(minutes), until: clockOf(localOf(until, zone).minutes) });
      from = until;
    }
    return pieces;
  });
  const written = new Map(all.map((one) => [JSON.stringify(one), one]));
  return [...written.values()].sort((a, b) => weekdays.indexOf(a.weekday) - weekdays.indexOf(b.weekday) || a.from.localeCompare(b.from));
}
