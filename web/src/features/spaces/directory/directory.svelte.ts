import { sentence } from '../../../lib/problem';
import type { Space } from '../model';
import { findCommunities } from './api';
import type { Filter } from './filter';

/** What the directory answers to the latest question, as far as it was read. */
export class Directory {
  found = $state.raw<readonly Space[]>([]);
  /** Whether `found` answers anything yet. */
  answered = $state(false);
  busy = $state(false);
  trouble = $state('');
  next = $state<string | null>(null);
  #filter: Filter | undefined;
  #asking: AbortController | undefined;

  /** What was found before stays until the answer is there. */
  look(filter: Filter): Promise<void> {
    this.#filter = filter;
    return this.#ask(null, []);
  }

  async more(): Promise<void> {
    if (this.next && !this.busy) await this.#ask(this.next, this.found);
  }

  async again(): Promise<void> {
    await this.#ask(this.answered ? this.next : null, this.answered ? this.found : []);
  }

  close(): void {
    this.#asking?.abort();
  }

  async #ask(after: string | null, before: readonly Space[]): Promise<void> {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    this.busy = true;
    this.trouble = '';
    try {
      const page = await findCommunities(this.#filter!, after, asking.signal);
      // One that grew meanwhile may come twice.
      this.found = [...before, ...page.items.filter((space) => !before.some((one) => one.id === space.id))];
      this.next = page.next ?? null;
      this.answered = true;
    } catch (error) {
      if (asking.signal.aborted) return;
      this.trouble = sentence(error);
    }
    if (this.#asking === asking) this.busy = false;
  }
}
