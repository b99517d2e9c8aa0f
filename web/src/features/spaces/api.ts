import { api, bodyOf } from '../../lib/api';
import type { InvitationToSpace, Page, Space } from './model';

/** What is asked for from the start. Everything else about spaces comes with the pages that do it. */

export function listSpaces(after: string | null): Promise<Page<Space>> {
  return bodyOf(api.GET('/spaces', { params: { query: { limit: 100, ...(after && { after }) } } }));
}

export function getSpace(id: string): Promise<Space> {
  return bodyOf(api.GET('/spaces/{id}', { params: { path: { id } } }));
}

/** Where one is invited to by name; so many as one page holds. */
export async function listInvited(): Promise<InvitationToSpace[]> {
  return (await bodyOf(api.GET('/space-invitations', { params: { query: { limit: 100 } } }))).items;
}
