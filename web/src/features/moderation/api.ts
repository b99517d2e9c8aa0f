import { ask, withQuery } from '../../lib/api/ask';
import type { Subject } from '../../lib/asking.svelte';
import type { Card, Case, Decision, Details, Entry, Held, Judged, Kind, Page, Reason, Report, Verdict } from './model';

const LIMIT = 30;

// For everybody

export function report(subject: Subject, reason: Reason, text: string): Promise<Report> {
  return ask('POST', '/reports', { subject, reason, ...(text && { text }) });
}

export function listReports(after: string | null): Promise<Page<Report>> {
  return ask('GET', withQuery('/reports', { limit: LIMIT, after }));
}

export function listDecisions(after: string | null): Promise<Page<Decision>> {
  return ask('GET', withQuery('/decisions', { limit: LIMIT, after }));
}

export function appeal(id: string, text: string): Promise<Decision> {
  return ask('POST', `/decisions/${id}/appeal`, { text });
}

/** The help lines of all regions. */
export async function crisisCards(): Promise<readonly Card[]> {
  return (await ask<{ cards: readonly Card[] }>('GET', '/crisis/cards')).cards;
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

export function listCases({ space, ...filter }: Filter, after: string | null): Promise<Page<Case>> {
  return ask('GET', withQuery('/moderation/reports', { limit: LIMIT, ...filter, space_id: space, after }));
}

export function getCase(id: string): Promise<Details> {
  return ask('GET', `/moderation/reports/${id}`);
}

export function claim(id: string, on: boolean): Promise<Case> {
  return ask(on ? 'PUT' : 'DELETE', `/moderation/reports/${id}/claim`);
}

export function note(id: string, text: string): Promise<Case> {
  return ask('POST', `/moderation/reports/${id}/notes`, { text });
}

export function askOpinion(id: string): Promise<Case> {
  return ask('POST', `/moderation/reports/${id}/second-opinion`);
}

export function decide(id: string, { act, reason, until, message }: Verdict): Promise<Judged> {
  return ask('POST', `/moderation/reports/${id}/decisions`, { act, reason, ...(until && { until }), ...(message.trim() && { message: message.trim() }) });
}

export function listAppeals(after: string | null): Promise<Page<Judged>> {
  return ask('GET', withQuery('/moderation/appeals', { limit: LIMIT, after }));
}

export function answerAppeal(id: string, outcome: 'upheld' | 'overturned', text: string): Promise<Judged> {
  return ask('POST', `/moderation/appeals/${id}`, { outcome, text });
}

export function listHeld(after: string | null): Promise<Page<Held>> {
  return ask('GET', withQuery('/moderation/held', { limit: LIMIT, after }));
}

export function settleHeld(id: string, outcome: 'publish' | 'drop'): Promise<void> {
  return ask('POST', `/moderation/held/${id}`, { outcome });
}

export function listAudit(after: string | null): Promise<Page<Entry>> {
  return ask('GET', withQuery('/moderation/audit', { limit: LIMIT, after }));
}
