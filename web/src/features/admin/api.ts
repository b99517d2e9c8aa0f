import { api, bodyOf, done } from '../../lib/api';
import type { Ban, CrisisList, DeadJob, Page, Permission, PermissionsOf, Topic, WordRule } from './model';

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
