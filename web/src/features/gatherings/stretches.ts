import { written } from '../../lib/times';
import type { Span } from './grid/spans';
import { knownZone, ownZone } from './grid/zones';
import type { Stretch } from './model';
import { clockAt, dayAt, lengthSaid, spanSaid } from './when';

export function spanIn({ start, end }: Stretch): Span {
  return { start: Date.parse(start), end: Date.parse(end) };
}

/** "Tue 24 Nov, 19:00–21:30", by the clock of this browser. */
export function stretchSaid(stretch: Stretch): string {
  return spanSaid(spanIn(stretch), ownZone());
}

/** "19:00–21:30" */
export function clocksSaid({ start, end }: Span): string {
  return `${clockAt(start, ownZone())}–${clockAt(end, ownZone())}`;
}

/** "2 h 30 min" */
export function lengthOf(stretch: Stretch): string {
  return lengthSaid(minutesOf(stretch));
}

export function minutesOf(stretch: Stretch): number {
  const { start, end } = spanIn(stretch);
  return Math.round((end - start) / 60_000);
}

/** "12:00" by a clock elsewhere, or "Wed 01:00" where it is another day there. */
export function thereSaid(instant: number, zone: string): string {
  const away = dayAt(instant, zone) !== dayAt(instant, ownZone());
  return away ? `${written(new Date(instant), { weekday: 'short', timeZone: knownZone(zone) })} ${clockAt(instant, zone)}` : clockAt(instant, zone);
}
