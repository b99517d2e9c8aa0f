import { hear } from '../../lib/news';
import { Pages } from '../../lib/pages.svelte';
import { listGatherings } from './api';
import type { Gathering } from './model';

/** Gatherings, those to come and those that are over, kept up to date until `close`: one's own, or all of a space. */
export class Gatherings {
  readonly upcoming: Pages<Gathering>;
  readonly past: Pages<Gathering>;
  #stop: (() => void)[];

  constructor(space?: string) {
    const which = space ? { space_id: space } : {};
    this.upcoming = new Pages<Gathering>((after) => listGatherings(which, after));
    this.past = new Pages<Gathering>((after) => listGatherings({ ...which, past: true }, after));
    this.#stop = [
      // Where it is in no space, the news of it comes to those who are invited.
      hear('gathering.proposed', ({ gathering }: { gathering: Gathering }) => gathering.space_id === space && this.keep(gathering)),
      hear('gathering.changed', ({ gathering }: { gathering: Gathering }) => this.#change(gathering)),
      hear('gathering.deleted', ({ gathering_id }: { gathering_id: string }) => this.forget(gathering_id)),
      hear('live.ready', () => void this.load()),
    ];
    void this.load();
  }

  /** Reads the first page anew, and that of what is over if it was asked for before. */
  async load(): Promise<void> {
    await Promise.all([this.upcoming.load(), this.past.loaded && this.past.load()]);
  }

  /** One that one has proposed or come to, or that has changed. */
  keep(gathering: Gathering): void {
    const known = [...this.upcoming.items, ...this.past.items].some(({ id }) => id === gathering.id);
    if (known) this.#change(gathering);
    else this.upcoming.items = [gathering, ...this.upcoming.items];
  }

  forget(id: string): void {
    for (const pages of [this.upcoming, this.past]) pages.items = pages.items.filter((one) => one.id !== id);
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  #change(gathering: Gathering): void {
    for (const pages of [this.upcoming, this.past]) pages.items = pages.items.map((one) => (one.id === gathering.id ? withMe(gathering, one) : one));
  }
}

/** News for all doesn't say what one is to it: that stays. */
export function withMe(gathering: Gathering, before: Gathering | null): Gathering {
  const me = gathering.me ?? before?.me;
  return me ? { ...gathering, me } : gathering;
}
