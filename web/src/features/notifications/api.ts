import { api, bodyOf, done } from '../../lib/api';
import type { Counts, Notification, Preferences } from './model';

/** What is asked for from the start. Everything else comes with the pages that do it. */

export function getCounts(): Promise<Counts> {
  return bodyOf(api.GET('/notifications/counts'));
}

export async function getPreferences(): Promise<Preferences> {
  return (await bodyOf(api.GET('/me/notifications'))) as Preferences;
}

export function listNotifications(after: string | null, unread: boolean): Promise<{ items: readonly Notification[]; next?: string | null }> {
  return bodyOf(api.GET('/notifications', { params: { query: { limit: 30, ...(after && { after }), ...(unread && { unread }) } } }));
}

export function seen(until: string): Promise<void> {
  return done(api.PUT('/notifications/seen', { body: { until } }));
}

export function readAll(): Promise<void> {
  return done(api.PUT('/notifications/read'));
}

export function read(id: string): Promise<void> {
  return done(api.PUT('/notifications/{id}/read', { params: { path: { id } } }));
}
