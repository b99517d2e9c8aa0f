import { hear } from '../../lib/news';
import { Problem, sentence } from '../../lib/problem';
import { getGathering } from './api';
import type { Caller } from './context';
import { withMe } from './list.svelte';
import type { Gathering } from './model';

/** The gathering that is looked at, kept up to date until `close`. */
export class Opened {
  gathering = $state.raw<Gathering | null>(null);
  /** There is no such gathering, or one may not see it. */
  gone = $state(false);
  trouble = $state('');
  readonly id: string;
  #caller: Caller;
  #stop: (() => void)[];

  constructor(caller: Caller, id: string) {
    this.#caller = caller;
    this.id = id;
    this.#stop = [
      hear('gathering.changed', ({ gathering }: { gathering: Gathering }) => gathering.id === id && this.keep(gathering)),
      hear('gathering.deleted', ({ gathering_id }: { gathering_id: string }) => gathering_id === id && (this.gone = true)),
      hear('live.ready', () => void this.load()),
    ];
    void this.load();
  }

  async load(): Promise<void> {
    this.trouble = '';
    try {
      this.gathering = await getGathering(this.#caller.client, this.id);
      this.gone = false;
    } catch (error) {
      this.gone = error instanceof Problem && [400, 401, 404].includes(error.status);
      if (!this.gone) this.trouble = sentence(error);
    }
  }

  /** What is known of it now. What one is to it stays, where that isn't said; and what is older is dropped. */
  keep(gathering: Gathering): void {
    if (this.gathering && gathering.revision < this.gathering.revision) return;
    this.gathering = withMe(gathering, this.gathering);
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }
}
