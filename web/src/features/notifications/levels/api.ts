import { api, bodyOf } from '../../../lib/api';
import type { Level, SpaceLevel } from '../model';

/** How much one hears of a space. Those of which one hears less than all are few. */
export async function getLevel(space: string): Promise<SpaceLevel> {
  let after: string | undefined;
  do {
    const page = await bodyOf(api.GET('/me/levels', { params: { query: { limit: 500, ...(after && { after }) } } }));
    const found = page.items.find(({ space_id }) => space_id === space);
    if (found) return found;
    after = page.next ?? undefined;
  } while (after);
  return { space_id: space, level: 'all' };
}

/** How much one wants to hear of a space; until when, or null for good. */
export function putLevel(space: string, level: Level, until: string | null): Promise<SpaceLevel> {
  return bodyOf(api.PUT('/spaces/{id}/level', { params: { path: { id: space } }, body: { level, until } }));
}
