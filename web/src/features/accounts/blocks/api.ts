import { ask, withQuery } from '../../../lib/api/ask';
import type { Person } from '../model';

/** A block ends what two have to do with one another; a mute only folds somebody's words. */
export type Silence = 'block' | 'mute';

/** Somebody whom one has blocked or muted: as an account, or under another name in a space. */
export interface Silenced {
  readonly person: Person;
  readonly space_id?: string;
  readonly created_at: string;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | null;
}

const lists: Record<Silence, string> = { block: '/blocks', mute: '/mutes' };

export function listSilenced(how: Silence, after: string | null): Promise<Page<Silenced>> {
  return ask('GET', withQuery(lists[how], { limit: 100, after }));
}

/** `space` is where somebody is met under another name, which `person_id` then stands for. */
export function silence(how: Silence, person_id: string, space: string | undefined): Promise<Silenced> {
  return ask('PUT', `${lists[how]}/${person_id}`, { ...(space && { space_id: space }) });
}

export function unsilence(how: Silence, person_id: string): Promise<void> {
  return ask('DELETE', `${lists[how]}/${person_id}`);
}
