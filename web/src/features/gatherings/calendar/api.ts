import { api, bodyOf, done } from '../../../lib/api';
import { loose } from '../loose';

/** A new private address of one's calendar, which voids the former. It is told only now. */
export async function newCalendar(): Promise<string> {
  return (await bodyOf<{ address: string }>(loose(api).POST('/me/calendar', { body: {} }))).address;
}

export function dropCalendar(): Promise<void> {
  return done(loose(api).DELETE('/me/calendar'));
}
