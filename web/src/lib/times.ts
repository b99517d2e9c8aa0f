// Words are English as the page is; the clock (12 or 24 hours) is the reader's own.
const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long' });
const short = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const shortYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const long = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
const longYear = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

export function clockTime(instant: string): string {
  return clock.format(new Date(instant));
}

/** "14:05", "Yesterday", "Monday", "3 Feb", "3 Feb 2024": for a list. */
export function shortDay(instant: string, now: Date): string {
  const date = new Date(instant);
  const days = daysBetween(date, now);
  if (days <= 0) return clock.format(date);
  if (days === 1) return 'Yesterday';
  if (days < 7) return weekday.format(date);
  return (date.getFullYear() === now.getFullYear() ? short : shortYear).format(date);
}

/** "Today", "Yesterday", "Monday 3 February": for a heading. */
export function longDay(instant: string, now: Date): string {
  const date = new Date(instant);
  const days = daysBetween(date, now);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return (date.getFullYear() === now.getFullYear() ? long : longYear).format(date);
}

export function exactly(instant: string): string {
  return `${longYear.format(new Date(instant))}, ${clockTime(instant)}`;
}

export function sameDay(a: string, b: string): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

function daysBetween(from: Date, to: Date): number {
  const day = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
  return day(to) - day(from);
}
