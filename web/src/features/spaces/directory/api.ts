import { api, bodyOf } from '../../../lib/api';
import type { Page, Space, Topic } from '../model';
import type { Filter } from './filter';

/** Communities that fit; what is empty in the filter isn't asked for. */
export function findCommunities(filter: Filter, after: string | null, signal: AbortSignal): Promise<Page<Space>> {
  const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
  return bodyOf(api.GET('/spaces/directory', { params: { query: { limit: 24, ...asked, ...(after && { after }) } }, signal }));
}

/** There are at most 500. */
export async function listTopics(): Promise<Topic[]> {
  return (await bodyOf(api.GET('/topics', { params: { query: { limit: 500 } } }))).items;
}
