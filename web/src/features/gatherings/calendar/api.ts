import { api, bodyOf, done } from '../../../lib/api';
import { Problem } from '../../../lib/problem';

/** Since when there is a private address of one's calendar; null for none. */
export async function calendarSince(): Promise<string | null> {
  try {
    return (await bodyOf(api.GET('/me/calendar'))).created_at;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

/** A new private address of one's calendar, which voids the former. It is told only now. */
export async function newCalendar(): Promise<string> {
  return (await bodyOf(api.POST('/me/calendar'))).address;
}

export function dropCalendar(): Promise<void> {
  return done(api.DELETE('/me/calendar'));
}
