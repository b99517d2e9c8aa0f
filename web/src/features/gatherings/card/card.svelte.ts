import { api } from '../../../lib/api';
import { hear } from '../../../lib/news';
import { getGathering } from '../api';
import type { Gathering, Times } from '../model';
import { getTimes } from '../times/api';

/** A gathering in a few words, kept up to date until `close`. */
export class Card {
  gathering = $state.raw<Gathering | null>(null);
  times = $state.raw<Times | null>(null);
  readonly #id: string;
  #asking = false;
  readonly #stop: (() => void)[];

  constructor(id: string) {
    this.#id = id;
    this.#stop = [
      hear('gathering.changed', ({ gathering }: { gathering: Gathering }) => gathering.id === id && this.#changed(gathering)),
      hear('gathering.times', ({ gathering_id, times }: { gathering_id: string; times: Times }) => gathering_id === id && (this.times = times)),
      hear('gathering.answered', ({ gathering_id }: { gathering_id: string }) => gathering_id === id && void this.load()),
      hear('gathering.deleted', ({ gathering_id }: { gathering_id: string }) => gathering_id === id && (this.gathering = null)),
      hear('live.ready', () => void this.load()),
    ];
    void this.load();
  }

  /** Best effort: the chat says all that is said without it too. */
  async load(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      this.gathering = await getGathering(api, this.#id);
      if (this.gathering.state !== 'settled' && this.gathering.answered_count > 0) this.times = await getTimes(api, this.#id);
    } catch {
      // What was known stays; the next news, or the next connection, bring it.
    }
    this.#asking = false;
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  #changed(gathering: Gathering): void {
    const me = this.gathering?.me;
    this.gathering = { ...gathering, ...(me && { me }) };
    // What one is to it isn't told to all.
    void this.load();
  }
}
