import { api, bodyOf, done } from '../../../lib/api';
import { fetchSignedIn } from '../../../lib/http';
import type { Entering, NewSpace, Space, SpaceChange, SpaceContents } from '../model';

export function createSpace(wanted: NewSpace): Promise<Space> {
  return bodyOf(api.POST('/spaces', { body: wanted }));
}

export function changeSpace(id: string, change: SpaceChange): Promise<Space> {
  return bodyOf(api.PATCH('/spaces/{id}', { params: { path: { id } }, body: change }));
}

/** Where a space shows a picture: beside its name, or behind the head of its page. */
export type PicturePlace = 'picture' | 'cover';

/** Shows an upload there; null shows none. */
export async function showPicture(id: string, place: PicturePlace, media_id: string | null): Promise<Space> {
  const headers = { 'content-type': 'application/json' };
  const asked = media_id === null ? { method: 'DELETE' } : { method: 'PUT', headers, body: JSON.stringify({ media_id }) };
  return (await (await fetchSignedIn(new Request(`/api/v1/spaces/${id}/${place}`, asked))).json()) as Space;
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
