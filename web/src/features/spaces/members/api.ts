import { api, bodyOf, done } from '../../../lib/api';
import type { Page, SpaceBan, SpaceMember, SpaceRequest, SpaceRole } from '../model';

const path = (id: string, account_id: string) => ({ params: { path: { id, account_id } } });
const paged = (id: string, after: string | null) => ({ params: { path: { id }, query: { limit: 50, ...(after && { after }) } } });

export function listMembers(id: string, after: string | null): Promise<Page<SpaceMember>> {
  return bodyOf(api.GET('/spaces/{id}/members', paged(id, after)));
}

/** Giving `owner` hands the space over. */
export function giveRole(id: string, account: string, role: SpaceRole): Promise<SpaceMember> {
  return bodyOf(api.PUT('/spaces/{id}/members/{account_id}', { ...path(id, account), body: { role } }));
}

/** Removes a member; with one's own id, it is leaving. */
export function removeMember(id: string, account: string): Promise<void> {
  return done(api.DELETE('/spaces/{id}/members/{account_id}', path(id, account)));
}

export function listRequests(id: string, after: string | null): Promise<Page<SpaceRequest>> {
  return bodyOf(api.GET('/spaces/{id}/requests', paged(id, after)));
}

export function approve(id: string, account: string): Promise<SpaceMember> {
  return bodyOf(api.PUT('/spaces/{id}/requests/{account_id}', path(id, account)));
}

/** Declines a request; with one's own id, it is taken back. */
export function dropRequest(id: string, account: string): Promise<void> {
  return done(api.DELETE('/spaces/{id}/requests/{account_id}', path(id, account)));
}

export function listBans(id: string, after: string | null): Promise<Page<SpaceBan>> {
  return bodyOf(api.GET('/spaces/{id}/bans', paged(id, after)));
}

export function ban(id: string, account: string, reason: string, until: string | null): Promise<SpaceBan> {
  return bodyOf(api.PUT('/spaces/{id}/bans/{account_id}', { ...path(id, account), body: { reason, until } }));
}

export function unban(id: string, account: string): Promise<void> {
  return done(api.DELETE('/spaces/{id}/bans/{account_id}', path(id, account)));
}

/** Takes another pseudonym in the place of one's own. */
export function rename(id: string, me: string, display_name: string): Promise<SpaceMember> {
  return bodyOf(api.PATCH('/spaces/{id}/members/{account_id}', { ...path(id, me), body: { display_name } }));
}
