import { api, bodyOf, done } from '../../../lib/api';
import type { Entering, NewSpace, Space, SpaceChange, SpaceContents } from '../model';

export function createSpace(wanted: NewSpace): Promise<Space> {
  return bodyOf(api.POST('/spaces', { body: wanted }));
}

export function changeSpace(id: string, change: SpaceChange): Promise<Space> {
  return bodyOf(api.PATCH('/spaces/{id}', { params: { path: { id } }, body: change }));
}

/** Shows an upload beside the name of a space, or behind its head; null shows none. What was shown before is gone. */
export function showPicture(id: string, place: 'picture' | 'cover', media_id: string | null): Promise<Space> {
  const params = { path: { id } };
  if (media_id === null) return bodyOf(api.DELETE(`/spaces/{id}/${place}`, { params }));
  return bodyOf(api.PUT(`/spaces/{id}/${place}`, { params, body: { media_id } }));
}

/** What goes when a space is deleted. */
export function contentsOf(id: string): Promise<SpaceContents> {
  return bodyOf(api.GET('/spaces/{id}/contents', { params: { path: { id } } }));
}

export function deleteSpace(id: string): Promise<void> {
  return done(api.DELETE('/spaces/{id}', { params: { path: { id } } }));
}

/** Joins, or asks to: `me.standing` of the answer says which. */
export function join(id: string, entering: Entering, message: string): Promise<Space> {
  return bodyOf(api.POST('/spaces/{id}/join', { params: { path: { id } }, body: { ...entering, message } }));
}
