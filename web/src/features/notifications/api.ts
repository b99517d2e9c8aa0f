import { fetchSignedIn } from '../../lib/http';
import type { Counts, Notification, Page, Preferences } from './model';

/** What is asked for from the start. Everything else comes with the pages that do it. */

export function getCounts(): Promise<Counts> {
  return ask('GET', '/notifications/counts');
}

export function getPreferences(): Promise<Preferences> {
  return ask('GET', '/me/notifications');
}

export function listNotifications(after: string | null, unread: boolean): Promise<Page<Notification>> {
  const query = new URLSearchParams({ limit: '30', ...(after && { after }), ...(unread && { unread: 'true' }) });
  return ask('GET', `/notifications?${query}`);
}

export function seen(until: string): Promise<void> {
  return ask('PUT', '/notifications/seen', { until });
}

export function readAll(): Promise<void> {
  return ask('PUT', '/notifications/read');
}

export function read(id: string): Promise<void> {
  return ask('PUT', `/notifications/${id}/read`);
}

export async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetchSignedIn(new Request(`/api/v1${path}`, { method, ...(body !== undefined && { headers, body: JSON.stringify(body) }) }));
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}
