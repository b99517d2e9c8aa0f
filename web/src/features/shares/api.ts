import { fetchSignedIn } from '../../lib/http';
import type { Comment, Hung, MonthCount, Page, Posted, Share } from './model';

const PAGE = 20;
const PICTURES = 60;

export function listShares(space: string, after: string | null): Promise<Page<Share>> {
  return ask('GET', `/spaces/${space}/shares?limit=${PAGE}${after ? `&after=${encodeURIComponent(after)}` : ''}`);
}

export function getShare(space: string, id: string): Promise<Share> {
  return ask('GET', `/spaces/${space}/shares/${id}`);
}

/** `key` is the same however often one share is tried to be posted, so that it is posted once. */
export function postShare(space: string, posted: Posted, key: string): Promise<Share> {
  return ask('POST', `/spaces/${space}/shares`, posted, key);
}

export function editShare({ space_id, id }: Share, posted: Posted): Promise<Share> {
  return ask('PATCH', `/spaces/${space_id}/shares/${id}`, posted);
}

export function deleteShare({ space_id, id }: Share): Promise<void> {
  return ask('DELETE', `/spaces/${space_id}/shares/${id}`);
}

export function reactToShare({ space_id, id }: Share, emoji: string, on: boolean): Promise<Share> {
  return ask(on ? 'PUT' : 'DELETE', `/spaces/${space_id}/shares/${id}/reactions/${encodeURIComponent(emoji)}`);
}

export function listComments({ space_id, id }: Share, after: string | null): Promise<Page<Comment>> {
  return ask('GET', `/spaces/${space_id}/shares/${id}/comments?limit=${PAGE}${after ? `&after=${encodeURIComponent(after)}` : ''}`);
}

export function comment({ space_id, id }: Share, text: string, key: string): Promise<Comment> {
  return ask('POST', `/spaces/${space_id}/shares/${id}/comments`, { text }, key);
}

export function editComment({ space_id, share_id, id }: Comment, text: string): Promise<Comment> {
  return ask('PATCH', `/spaces/${space_id}/shares/${share_id}/comments/${id}`, { text });
}

export function deleteComment({ space_id, share_id, id }: Comment): Promise<void> {
  return ask('DELETE', `/spaces/${space_id}/shares/${share_id}/comments/${id}`);
}

export function listMonths(space: string): Promise<MonthCount[]> {
  return ask('GET', `/spaces/${space}/gallery/months`);
}

export function listGallery(space: string, month: string, after: string | null): Promise<Page<Hung>> {
  return ask('GET', `/spaces/${space}/gallery?month=${month}&limit=${PICTURES}${after ? `&after=${encodeURIComponent(after)}` : ''}`);
}

async function ask<T>(method: string, path: string, body?: unknown, key?: string): Promise<T> {
  const headers = { ...(body !== undefined && { 'content-type': 'application/json' }), ...(key && { 'idempotency-key': key }) };
  const request = new Request(`/api/v1${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const answer = await fetchSignedIn(request);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}
