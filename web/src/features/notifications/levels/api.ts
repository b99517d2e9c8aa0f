import { ask } from '../api';
import type { Level, SpaceLevel } from '../model';

export function getLevel(space: string): Promise<SpaceLevel> {
  return ask('GET', `/spaces/${space}/level`);
}

/** How much one wants to hear of a space; until when, or null for good. */
export function putLevel(space: string, level: Level, until: string | null): Promise<SpaceLevel> {
  return ask('PUT', `/spaces/${space}/level`, { level, until });
}
