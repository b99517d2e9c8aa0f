import type { Kind, Notification, Preferences } from './model';
import { kinds } from './model';

/** So many minutes into a day. */
export function minute(number: number): string {
  return new Date(Date.UTC(2026, 0, 5, 12, number)).toISOString();
}

export function notification(id: string, more: Partial<Notification> = {}): Notification {
  const ben = { id: 'ben', username: 'ben', name: 'Ben', deleted: false };
  return { id, kind: 'mention', at: minute(0), seen: true, read: false, count: 1, actors: [ben], actors_count: 1, title: 'Garden', chat_id: 'garden', number: 7, ...more };
}

export function preferences(more: Partial<Preferences> = {}): Preferences {
  const all = Object.fromEntries(kinds.map((kind) => [kind, { page: true, email: true, push: true }])) as Record<Kind, { page: boolean; email: boolean; push: boolean }>;
  return { email: 'off', daily_hour: 8, push: false, push_content: false, zone: 'UTC', discreet: false, locale: 'en', kinds: all, ...more };
}
