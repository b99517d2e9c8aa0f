import { api, bodyOf, done, nobodysApi } from '../../lib/api';
import type { Subject } from '../../lib/asking.svelte';
import type { Person } from '../accounts/model';
import type { Card, Case, Decision, Details, Entry, Held, Judged, Kind, Page, Piece, Reason, Report, Reporter, Verdict } from './model';

const paged = (after: string | null) => ({ params: { query: { limit: 30, ...(after && { after }) } } });
const of = (id: string) => ({ params: { path: { id } } });

// For everybody

export function report(subject: Subject, reason: Reason, text: string): Promise<Report> {
  return bodyOf(api.POST('/reports', { body: { subject, reason, ...(text && { text }) } }));
}

export function listReports(after: string | null): Promise<Page<Report>> {
  return bodyOf(api.GET('/reports', paged(after)));
}

export function listDecisions(after: string | null): Promise<Page<Decision>> {
  return bodyOf(api.GET('/decisions', paged(after)));
}

export function appeal(id: string, text: string): Promise<Decision> {
  return bodyOf(api.POST('/decisions/{id}/appeal', { ...of(id), body: { text } }));
}

/** The decision by which somebody can't sign in, by the code that they were told then. */
export function banDecision(code: string): Promise<Decision> {
  return bodyOf(nobodysApi.POST('/ban-appeals/decision', { body: { code } }));
}

export function appealBan(code: string, text: string): Promise<Decision> {
  return bodyOf(nobodysApi.POST('/ban-appeals', { body: { code, text } }));
}

/** The help lines of all regions. */
export async function crisisCards(): Promise<readonly Card[]> {
  return (await bodyOf(api.GET('/crisis/cards'))).cards;
}

// For moderators

/** What of the queue is looked at; what is "" isn't asked for. */
export interface Filter {
  readonly state: 'open' | 'decided';
  readonly kind: Kind | '';
  readonly reason: Reason | '';
  readonly mine: boolean;
  readonly space: string;
}

export function listCases({ state, kind, reason, mine, space }: Filter, after: string | null): Promise<Page<Case>> {
  const { query } = paged(after).params;
  return bodyOf(api.GET('/moderation/reports', { params: { query: { ...query, state, ...(kind && { kind }), ...(reason && { reason }), ...(mine && { mine }), ...(space && { space_id: space }) } } }));
}

export function getCase(id: string): Promise<Details> {
  return bodyOf(api.GET('/moderation/reports/{id}', of(id)));
}

export function claim(id: string, on: boolean): Promise<Case> {
  return bodyOf(on ? api.PUT('/moderation/reports/{id}/claim', of(id)) : api.DELETE('/moderation/reports/{id}/claim', of(id)));
}

export function note(id: string, text: string): Promise<Case> {
  return bodyOf(api.POST('/moderation/reports/{id}/notes', { ...of(id), body: { text } }));
}

export function askOpinion(id: string): Promise<Case> {
  return bodyOf(api.POST('/moderation/reports/{id}/second-opinion', of(id)));
}

/** Who reported. That one looked is kept in the log. */
export async function reveal(id: string): Promise<readonly Reporter[]> {
  return (await bodyOf(api.POST('/moderation/reports/{id}/reveal', of(id)))).reporters;
}

/** Whose account goes by another name in a space. That one looked is kept in the log. */
export function whoIsBehind(id: string, account_id: string): Promise<Person> {
  return bodyOf(api.GET('/spaces/{id}/members/{account_id}/account', { params: { path: { id, account_id } } }));
}

export function decide(id: string, { act, reason, until, message }: Verdict): Promise<Judged> {
  const body = { act, reason, ...(until && { until }), ...(message.trim() && { message: message.trim() }) };
  return bodyOf(api.POST('/moderation/reports/{id}/decisions', { ...of(id), body }));
}

export function listAppeals(after: string | null): Promise<Page<Judged>> {
  return bodyOf(api.GET('/moderation/appeals', paged(after)));
}

export function answerAppeal(id: string, outcome: 'upheld' | 'overturned', text: string): Promise<Judged> {
  return bodyOf(api.POST('/moderation/appeals/{id}', { ...of(id), body: { outcome, text } }));
}

export function listHeld(after: string | null): Promise<Page<Held>> {
  return bodyOf(api.GET('/moderation/held', paged(after)));
}

export function settleHeld(id: string, outcome: 'publish' | 'drop'): Promise<void> {
  return done(api.POST('/moderation/held/{id}', { ...of(id), body: { outcome } }));
}

/** The log, or what of it is of one kind. */
export function listAudit(act: string, after: string | null): Promise<Page<Entry>> {
  return bodyOf(api.GET('/moderation/audit', { params: { query: { ...paged(after).params.query, ...(act && { act }) } } }));
}

/** Whether a piece of the log is as it was written: the one that begins after `after`. */
export function verifyAudit(after: string | null): Promise<Piece> {
  return bodyOf(api.GET('/moderation/audit/verification', { params: { query: after ? { after } : {} } }));
}
