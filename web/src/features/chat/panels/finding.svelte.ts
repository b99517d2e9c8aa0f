import { sentence } from '../../../lib/problem';
import { searchMessages } from '../api';
import type { Message } from '../model';

const PAUSE = 250;

/** Looks for messages while words are typed; only the answer to the latest words counts. */
export class Finding {
  words = $state('');
  found = $state.raw<readonly Message[]>([]);
  /** The words that `found` answers; "" before the first. */
  answered = $state('');
  busy = $state(false);
  trouble = $state('');
  #next = $state<string | null>(null);
  #chat: string | null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | undefined;

  /** In one chat, or in all. */
  constructor(chat: string | null) {
    this.#chat = chat;
  }

  get hasMore(): boolean {
    return this.#next !== null;
  }

  look(words: string, at: 'once' | 'soon' = 'soon'): void {
    this.words = words;
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.trouble = '';
    const wanted = words.trim();
    this.busy = wanted !== '';
    if (wanted === '') this.#answer([], null, '');
    else if (at === 'once') void this.#ask(wanted, null);
    else this.#timer = setTimeout(() => void this.#ask(wanted, null), PAUSE);
  }

  more(): void {
    if (this.busy || !this.#next) return;
    this.busy = true;
    void this.#ask(this.answered, this.#next);
  }

  async #ask(words: string, after: string | null): Promise<void> {
    const asking = (this.#asking = new AbortController());
    try {
      const page = await searchMessages(words, this.#chat, after, asking.signal);
      this.#answer(after ? [...this.found, ...page.items] : page.items, page.next ?? null, words);
    } catch (error) {
      if (asking.signal.aborted) return;
      this.trouble = sentence(error);
    }
    this.busy = false;
  }

  #answer(found: readonly Message[], next: string | null, words: string): void {
    this.found = found;
    this.#next = next;
    this.answered = words;
  }
}
