import { sentence } from '../../../lib/problem';
import { toasts } from '../../../lib/toasts.svelte';
import type { Client } from '../context';
import type { Candidate, Gathering, Vote } from '../model';
import { putVotes } from './api';

type Votes = Readonly<Record<number, Vote>>;

/** One's votes in a poll. Each shows at once, and counts; what the server refuses is taken back, and said why. */
export class Ballot {
  /** What isn't confirmed yet, by the place of its candidate. */
  #pending = $state.raw<Votes>({});
  /**
   * The poll as it was before that: news of one's own vote, which count it already, may come before the answer to it.
   */
  #before = $state.raw<{ readonly candidates: readonly Candidate[]; readonly votes: Votes } | null>(null);
  #busy = false;
  #client: Client;
  #gathering: () => Gathering;
  #keep: (gathering: Gathering) => void;

  constructor(client: Client, gathering: () => Gathering, keep: (gathering: Gathering) => void) {
    this.#client = client;
    this.#gathering = gathering;
    this.#keep = keep;
  }

  of(candidate: number): Vote | undefined {
    return this.#pending[candidate] ?? this.#known()[candidate];
  }

  /** The candidates with what isn't confirmed yet. */
  get candidates(): readonly Candidate[] {
    if (!this.#before) return this.#candidates();
    const { candidates, votes } = this.#before;
    return candidates.map((one, place) => {
      const [before, now] = [votes[place], this.#pending[place] ?? votes[place]];
      if (before === now) return one;
      const changed = { ...one };
      if (before) changed[before] -= 1;
      if (now) changed[now] += 1;
      return changed;
    });
  }

  async give(candidate: number, vote: Vote): Promise<void> {
    this.#before ??= this.#now();
    this.#pending = { ...this.#pending, [candidate]: vote };
    if (this.#busy) return;
    this.#busy = true;
    while (Object.keys(this.#pending).length > 0) await this.#send();
    this.#before = null;
    this.#busy = false;
  }

  async #send(): Promise<void> {
    const given = this.#pending;
    const votes = Object.entries({ ...this.#known(), ...given }).map(([place, vote]) => ({ candidate: Number(place), vote }));
    try {
      this.#keep(await putVotes(this.#client, this.#gathering().id, votes));
      this.#pending = Object.fromEntries(Object.entries(this.#pending).filter(([place, vote]) => given[Number(place)] !== vote));
      this.#before = this.#now();
    } catch (error) {
      this.#pending = {};
      toasts.show(sentence(error));
    }
  }

  #now() {
    return { candidates: this.#candidates(), votes: this.#known() };
  }

  #candidates(): readonly Candidate[] {
    return this.#gathering().poll?.candidates ?? [];
  }

  #known(): Votes {
    return Object.fromEntries((this.#gathering().me?.votes ?? []).map(({ candidate, vote }) => [candidate, vote]));
  }
}
