import { hear } from '../../../lib/news';
import { t } from '../../../lib/words.svelte';
import type { Person } from '../model';
import { listSilenced, silence, unsilence, type Silence } from './api';

interface News {
  readonly person_id: string;
}

/** Those whom one has blocked or muted: their words come folded, wherever they are. */
class Silenced {
  #how = $state.raw<ReadonlyMap<string, Silence>>(new Map());

  /** Reads who they are, and keeps up with it over the live connection until what is returned is called. */
  start(): () => void {
    const stop = [
      hear('person.blocked', ({ person_id }: News) => this.#put(person_id, 'block', true)),
      hear('person.unblocked', ({ person_id }: News) => this.#put(person_id, 'block', false)),
      hear('person.muted', ({ person_id }: News) => this.#put(person_id, 'mute', true)),
      hear('person.unmuted', ({ person_id }: News) => this.#put(person_id, 'mute', false)),
      hear('live.ready', () => void this.#load()),
    ];
    return () => {
      stop.forEach((end) => end());
      this.#how = new Map();
    };
  }

  /** Whether and how somebody is silenced, by the id under which they are seen. */
  how(id: string): Silence | null {
    return this.#how.get(id) ?? null;
  }

  /** What stands in the place of somebody's words; "" where they are shown. */
  said(person: Pick<Person, 'id'>): string {
    const how = this.how(person.id);
    return how === null ? '' : how === 'block' ? t().page.fromBlocked : t().page.fromMuted;
  }

  async put(how: Silence, id: string, space: string | undefined): Promise<void> {
    await silence(how, id, space);
    this.#put(id, how, true);
  }

  async end(how: Silence, id: string): Promise<void> {
    await unsilence(how, id);
    this.#put(id, how, false);
  }

  /** Best effort: what couldn't be read now is read with the next connection. */
  async #load(): Promise<void> {
    const [muted, blocked] = await Promise.all([listAll('mute'), listAll('block')]).catch(() => [null, null]);
    if (!muted || !blocked) return;
    this.#how = new Map([...muted.map((id) => [id, 'mute'] as const), ...blocked.map((id) => [id, 'block'] as const)]);
  }

  #put(id: string, how: Silence, on: boolean): void {
    const others = new Map(this.#how);
    if (on) others.set(id, how);
    else if (others.get(id) === how) others.delete(id);
    this.#how = others;
  }
}

async function listAll(how: Silence): Promise<string[]> {
  const all: string[] = [];
  let after: string | null = null;
  do {
    const page = await listSilenced(how, after);
    all.push(...page.items.map(({ person }) => person.id));
    after = page.next ?? null;
  } while (after);
  return all;
}

export const silenced = new Silenced();
