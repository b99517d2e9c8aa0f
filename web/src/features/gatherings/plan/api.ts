import { bodyOf, done } from '../../../lib/api';
import type { Client } from '../context';
import type { Attendee, Gathering, Rsvp, Vote, Window } from '../model';

export function settle(client: Client, id: string, sittings: Window[]): Promise<Gathering> {
  return bodyOf(client.POST('/gatherings/{id}/settle', { params: { path: { id } }, body: { sittings } }));
}

export function putRsvp(client: Client, id: string, rsvp: Rsvp): Promise<Attendee> {
  return bodyOf(client.PUT('/gatherings/{id}/rsvp', { params: { path: { id } }, body: { rsvp } }));
}

export function putPoll(client: Client, id: string, candidates: Window[]): Promise<Gathering> {
  return bodyOf(client.PUT('/gatherings/{id}/poll', { params: { path: { id } }, body: { candidates } }));
}

export function deletePoll(client: Client, id: string): Promise<void> {
  return done(client.DELETE('/gatherings/{id}/poll', { params: { path: { id } } }));
}

export function putVotes(client: Client, id: string, votes: { candidate: number; vote: Vote }[]): Promise<Gathering> {
  return bodyOf(client.PUT('/gatherings/{id}/votes', { params: { path: { id } }, body: { votes } }));
}

/** The settled plan as an iCalendar file. */
export function getCalendar(client: Client, id: string): Promise<Blob> {
  return bodyOf(client.GET('/gatherings/{id}/calendar.ics', { params: { path: { id } }, parseAs: 'blob' })) as Promise<Blob>;
}
