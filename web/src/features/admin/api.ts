import { api, bodyOf, done } from '../../lib/api';
import type { Role, Session } from '../accounts/model';
import type { Ban, CrisisList, DeadJob, Health, Overview, Page, Permission, PermissionsOf, Setting, SpaceOverview, Storage, Topic, WordRule } from './model';

const paged = (after: string | null) => ({ params: { query: { limit: 50, ...(after && { after }) } } });
const ofAccount = (id: string) => ({ params: { path: { id } } });

export function permissionsOf(id: string): Promise<PermissionsOf> {
  return bodyOf(api.GET('/accounts/{id}/permissions', ofAccount(id)));
}

export function permit(id: string, permission: Permission, allowed: boolean): Promise<PermissionsOf> {
  return bodyOf(api.PUT('/accounts/{id}/permissions/{permission}', { params: { path: { id, permission } }, body: { allowed } }));
}

/** Back to what the role gives. */
export async function asTheRole(id: string, permission: Permission): Promise<PermissionsOf> {
  await done(api.DELETE('/accounts/{id}/permissions/{permission}', { params: { path: { id, permission } } }));
  return permissionsOf(id);
}

export function ban(id: string, reason: string, until: string | null): Promise<unknown> {
  return bodyOf(api.PUT('/accounts/{id}/ban', { ...ofAccount(id), body: { reason, ...(until && { until }) } }));
}

export function unban(id: string): Promise<void> {
  return done(api.DELETE('/accounts/{id}/ban', ofAccount(id)));
}

export function listBans(after: string | null): Promise<Page<Ban>> {
  return bodyOf(api.GET('/bans', paged(after)));
}

/** All accounts, or those whom the words or the role fit. */
export function listAccounts(words: string, role: Role | '', after: string | null): Promise<Page<Overview>> {
  const { query } = paged(after).params;
  return bodyOf(api.GET('/admin/accounts', { params: { query: { ...query, ...(words && { words }), ...(role && { role }) } } }));
}

export function listSessionsOf(id: string, after: string | null): Promise<Page<Session>> {
  return bodyOf(api.GET('/admin/accounts/{id}/sessions', { params: { path: { id }, ...paged(after).params } }));
}

export function endSession(id: string, session_id: string): Promise<void> {
  return done(api.DELETE('/admin/accounts/{id}/sessions/{session_id}', { params: { path: { id, session_id } } }));
}

export function endSessions(id: string): Promise<void> {
  return done(api.DELETE('/admin/accounts/{id}/sessions', ofAccount(id)));
}

/** The link with which somebody chooses a new password; the old one ends now. */
export function resetPassword(id: string): Promise<{ link: string; expires_at: string }> {
  return bodyOf(api.POST('/admin/accounts/{id}/password-reset', ofAccount(id)));
}

export function endSecondFactor(id: string): Promise<void> {
  return done(api.DELETE('/admin/accounts/{id}/second-factor', ofAccount(id)));
}

export function listSpaces(after: string | null): Promise<Page<SpaceOverview>> {
  return bodyOf(api.GET('/admin/spaces', paged(after)));
}

export function closeSpace(id: string): Promise<void> {
  return done(api.DELETE('/admin/spaces/{id}', { params: { path: { id } } }));
}

export function storage(): Promise<Storage> {
  return bodyOf(api.GET('/admin/storage'));
}

export function health(): Promise<Health> {
  return bodyOf(api.GET('/admin/health'));
}

export async function settings(): Promise<readonly Setting[]> {
  return (await bodyOf(api.GET('/admin/settings'))).items;
}

export async function wordRules(): Promise<readonly WordRule[]> {
  return (await bodyOf(api.GET('/admin/words'))).words;
}

export async function putWords(words: WordRule[]): Promise<readonly WordRule[]> {
  return (await bodyOf(api.PUT('/admin/words', { body: { words } }))).words;
}

export function crisisList(): Promise<CrisisList> {
  return bodyOf(api.GET('/admin/crisis'));
}

export function putCrisis(list: CrisisList): Promise<CrisisList> {
  return bodyOf(api.PUT('/admin/crisis', { body: list }));
}

export function listTopics(after: string | null): Promise<Page<Topic>> {
  return bodyOf(api.GET('/topics', paged(after)));
}

export function putTopic(key: string, name: string): Promise<Topic> {
  return bodyOf(api.PUT('/topics/{key}', { params: { path: { key } }, body: { name } }));
}

export function removeTopic(key: string): Promise<void> {
  return done(api.DELETE('/topics/{key}', { params: { path: { key } } }));
}

export function deadJobs(after: string | null): Promise<Page<DeadJob>> {
  return bodyOf(api.GET('/admin/jobs/dead', paged(after)));
}

export function retryJob(id: string): Promise<void> {
  return done(api.POST('/admin/jobs/{id}/retry', { params: { path: { id } } }));
}
