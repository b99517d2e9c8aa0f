import { api, bodyOf, done } from '../../../lib/api';
import type { Entering, InvitationToSpace, Page, Space, SpaceInvitation } from '../model';

export function listInvitations(id: string, after: string | null): Promise<Page<SpaceInvitation>> {
  return bodyOf(api.GET('/spaces/{id}/invitations', { params: { path: { id }, query: { limit: 50, ...(after && { after }) } } }));
}

export function inviteByName(id: string, username: string): Promise<SpaceInvitation> {
  return bodyOf(api.POST('/spaces/{id}/invitations', { params: { path: { id } }, body: { username } }));
}

/** Makes a code, and a link with it. `uses`: how many may come by it, or null for any number. */
export function inviteByCode(id: string, uses: number | null, days: number): Promise<SpaceInvitation> {
  return bodyOf(api.POST('/spaces/{id}/invitations', { params: { path: { id } }, body: { uses, days } }));
}

export function revoke(id: string, invitation_id: string): Promise<void> {
  return done(api.DELETE('/spaces/{id}/invitations/{invitation_id}', { params: { path: { id, invitation_id } } }));
}

export function accept(id: string, body: Entering): Promise<Space> {
  return bodyOf(api.POST('/space-invitations/{id}', { params: { path: { id } }, body }));
}

export function decline(id: string): Promise<void> {
  return done(api.DELETE('/space-invitations/{id}', { params: { path: { id } } }));
}

/** Where a code leads to. */
export function behindCode(code: string): Promise<InvitationToSpace> {
  return bodyOf(api.GET('/space-codes/{code}', { params: { path: { code } } }));
}

export function redeem(code: string, body: Entering): Promise<Space> {
  return bodyOf(api.POST('/space-codes/{code}', { params: { path: { code } }, body }));
}
