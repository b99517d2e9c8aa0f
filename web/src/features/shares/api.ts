import { api, bodyOf, done } from '../../lib/api';
import type { Comment, Hung, MonthCount, Page, Posted, Share } from './model';

const PAGE = 20;
const PICTURES = 60;

export function listShares(id: string, after: string | null): Promise<Page<Share>> {
  return bodyOf(api.GET('/spaces/{id}/shares', { params: { path: { id }, query: from(after, PAGE) } }));
}

export function getShare(id: string, share_id: string): Promise<Share> {
  return bodyOf(api.GET('/spaces/{id}/shares/{share_id}', { params: { path: { id, share_id } } }));
}

/** `key` is the same however often one share is tried to be posted, so that it is posted once. */
export function postShare(id: string, body: Posted, key: string): Promise<Share> {
  return bodyOf(api.POST('/spaces/{id}/shares', { params: { path: { id } }, body, headers: { 'Idempotency-Key': key } }));
}

export function editShare(share: Share, body: Posted): Promise<Share> {
  return bodyOf(api.PATCH('/spaces/{id}/shares/{share_id}', { params: { path: pathOf(share) }, body }));
}

export function deleteShare(share: Share): Promise<void> {
  return done(api.DELETE('/spaces/{id}/shares/{share_id}', { params: { path: pathOf(share) } }));
}

export function reactToShare(share: Share, emoji: string, on: boolean): Promise<Share> {
  const params = { path: { ...pathOf(share), emoji } };
  const path = '/spaces/{id}/shares/{share_id}/reactions/{emoji}';
  return bodyOf(on ? api.PUT(path, { params }) : api.DELETE(path, { params }));
}

export function listComments(share: Share, after: string | null): Promise<Page<Comment>> {
  return bodyOf(api.GET('/spaces/{id}/shares/{share_id}/comments', { params: { path: pathOf(share), query: from(after, PAGE) } }));
}

export function comment(share: Share, text: string, key: string, confirmed: boolean): Promise<Comment> {
  return bodyOf(api.POST('/spaces/{id}/shares/{share_id}/comments', { params: { path: pathOf(share) }, body: { text, ...(confirmed && { confirmed }) }, headers: { 'Idempotency-Key': key } }));
}

export function editComment(one: Comment, text: string, confirmed: boolean): Promise<Comment> {
  return bodyOf(api.PATCH('/spaces/{id}/shares/{share_id}/comments/{comment_id}', { params: { path: pathTo(one) }, body: { text, ...(confirmed && { confirmed }) } }));
}

export function deleteComment(one: Comment): Promise<void> {
  return done(api.DELETE('/spaces/{id}/shares/{share_id}/comments/{comment_id}', { params: { path: pathTo(one) } }));
}

export function listMonths(id: string): Promise<MonthCount[]> {
  return bodyOf(api.GET('/spaces/{id}/gallery/months', { params: { path: { id } } }));
}

export function listGallery(id: string, month: string, after: string | null): Promise<Page<Hung>> {
  return bodyOf(api.GET('/spaces/{id}/gallery', { params: { path: { id }, query: { month, ...from(after, PICTURES) } } }));
}

function from(after: string | null, limit: number): { limit: number; after?: string } {
  return { limit, ...(after && { after }) };
}

function pathOf({ space_id, id }: Share): { id: string; share_id: string } {
  return { id: space_id, share_id: id };
}

function pathTo({ space_id, share_id, id }: Comment): { id: string; share_id: string; comment_id: string } {
  return { id: space_id, share_id, comment_id: id };
}
