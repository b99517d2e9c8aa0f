import { api, bodyOf, done, nobodysApi } from '../../lib/api';
import type { Client } from './context';
import type { Answer, Attendee, Availability, Gathering, GatheringChange, GatheringLink, GatheringPreview, NewAnswer, NewGathering, Page, Proposed, Suggestion } from './model';

const PAGE = 50;

const at = (id: string) => ({ path: { id } });
const of = (id: string, attendee_id: string) => ({ path: { id, attendee_id } });

export function listGatherings(which: { space_id?: string; past?: boolean }, after: string | null): Promise<Page<Gathering>> {
  return bodyOf(api.GET('/gatherings', { params: { query: { ...which, limit: PAGE, ...(after && { after }) } } }));
}

/** `key` is the same however often one gathering is tried to be proposed, so that it is proposed once. */
export function propose(body: NewGathering, key: string): Promise<Proposed> {
  return bodyOf(api.POST('/gatherings', { body, headers: { 'Idempotency-Key': key } }));
}

export function getGathering(client: Client, id: string): Promise<Gathering> {
  return bodyOf(client.GET('/gatherings/{id}', { params: at(id) }));
}

/** The gathering and its tag, or null when it is still what the tag is of. */
export async function getChanged(client: Client, id: string, tag: string): Promise<{ gathering: Gathering; tag: string } | null> {
  const { data, response } = await client.GET('/gatherings/{id}', { params: at(id), ...(tag && { headers: { 'If-None-Match': tag } }) });
  return response.status === 304 ? null : { gathering: data as Gathering, tag: response.headers.get('etag') ?? '' };
}

export function changeGathering(id: string, body: GatheringChange): Promise<Gathering> {
  return bodyOf(api.PATCH('/gatherings/{id}', { params: at(id), body }));
}

export function deleteGathering(id: string): Promise<void> {
  return done(api.DELETE('/gatherings/{id}', { params: at(id) }));
}

export function turn(id: string, to: 'close' | 'reopen' | 'cancel'): Promise<Gathering> {
  return bodyOf(api.POST(`/gatherings/{id}/${to}` as const, { params: at(id) }));
}

export function listAttendees(client: Client, id: string, after: string | null): Promise<Page<Attendee>> {
  return bodyOf(client.GET('/gatherings/{id}/attendees', { params: { ...at(id), query: { limit: PAGE, ...(after && { after }) } } }));
}

export function invite(id: string, account_id: string): Promise<Attendee> {
  return bodyOf(api.POST('/gatherings/{id}/attendees', { params: at(id), body: { account_id, required: true } }));
}

export function setRequired(id: string, attendee: string, required: boolean): Promise<Attendee> {
  return bodyOf(api.PATCH('/gatherings/{id}/attendees/{attendee_id}', { params: of(id, attendee), body: { required } }));
}

/** Removes somebody; oneself, it is leaving. */
export function removeAttendee(client: Client, id: string, attendee: string): Promise<void> {
  return done(client.DELETE('/gatherings/{id}/attendees/{attendee_id}', { params: of(id, attendee) }));
}

export function getAnswer(client: Client, id: string): Promise<Answer> {
  return bodyOf(client.GET('/gatherings/{id}/answer', { params: at(id) }));
}

export function putAnswer(client: Client, id: string, body: NewAnswer): Promise<Answer> {
  return bodyOf(client.PUT('/gatherings/{id}/answer', { params: at(id), body }));
}

export function dropAnswer(client: Client, id: string): Promise<void> {
  return done(client.DELETE('/gatherings/{id}/answer', { params: at(id) }));
}

export function suggestion(id: string): Promise<Suggestion> {
  return bodyOf(api.GET('/gatherings/{id}/suggestion', { params: at(id) }));
}

export function newLink(id: string): Promise<GatheringLink> {
  return bodyOf(api.POST('/gatherings/{id}/link', { params: at(id) }));
}

export function dropLink(id: string): Promise<void> {
  return done(api.DELETE('/gatherings/{id}/link', { params: at(id) }));
}

export async function behindCode(code: string): Promise<GatheringPreview> {
  const { gathering } = await bodyOf(nobodysApi.GET('/gathering-codes/{code}', { params: { path: { code } } }));
  return gathering;
}

export function joinByCode(code: string): Promise<Gathering> {
  return bodyOf(api.POST('/gathering-codes/{code}', { params: { path: { code } } }));
}

export function joinAsGuest(code: string, name: string): Promise<{ token: string; gathering: Gathering }> {
  return bodyOf(nobodysApi.POST('/gathering-codes/{code}/guests', { params: { path: { code } }, body: { name } }));
}

export function getAvailability(): Promise<Availability> {
  return bodyOf(api.GET('/me/availability'));
}

export function putAvailability(body: Availability): Promise<Availability> {
  return bodyOf(api.PUT('/me/availability', { body }));
}

export function dropAvailability(): Promise<void> {
  return done(api.DELETE('/me/availability'));
}
