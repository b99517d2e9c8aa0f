/** Tomorrow at eight in the morning, by the reader's own clock; before eight, that is today. */
export function untilMorning(now: Date): string {
  const morning = new Date(now);
  morning.setHours(8, 0, 0, 0);
  if (morning <= now) morning.setDate(morning.getDate() + 1);
  return morning.toISOString();
}

export function inHours(now: Date, hours: number): string {
  return new Date(now.getTime() + hours * 3_600_000).toISOString();
}
