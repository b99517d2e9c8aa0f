import type { Preferences } from './model';

/** Whether it is now within the quiet hours, by the clock of their zone. */
export function isQuiet({ quiet, zone }: Pick<Preferences, 'quiet' | 'zone'>, now: Date): boolean {
  if (!quiet) return false;
  const clock = clockIn(zone, now);
  // "07:00" to "07:00" is nothing, "22:00" to "07:00" goes over midnight.
  return quiet.from <= quiet.to ? clock >= quiet.from && clock < quiet.to : clock >= quiet.from || clock < quiet.to;
}

/** What a clock shows there, as "22:00". A zone that this browser doesn't know is taken for its own. */
function clockIn(zone: string, now: Date): string {
  const shape = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat('en-GB', { ...shape, timeZone: zone }).format(now);
  } catch {
    return new Intl.DateTimeFormat('en-GB', shape).format(now);
  }
}
