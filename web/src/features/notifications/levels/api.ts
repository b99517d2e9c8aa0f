import { ask } from '../api';
import type { Level, Page, SpaceLevel } from '../model';

/** How much one hears of a space. Those of which one hears less than all are few. */
export async function getLevel(space: string): Promise<SpaceLevel> {
  let after: string | null = null;
  do {
    const page: Page<SpaceLevel> = await ask('GET', `/me/levels?${new URLSearchParams({ limit: '500', ...(after && { after }) })}`);
    const found = page.items.find(({ space_id }) => space_id === space);
    if (found) return found;
    after = page.next ?? null;
  } while (after);
  return { space_id: space, level: 'all' };
}

/** How much one wants to hear of a space; until when, or null for good. */
export function putLevel(space: string, level: Level, until: string | null): Promise<SpaceLevel> {
  return ask('PUT', `/spaces/${space}/level`, { level, until });
}
