import { sentence } from '../../lib/problem';
import { findPeople } from './api';
import type { Account, Person } from './model';

const PAUSE = 200;

/** Somebody who can be found: an account, or a member of a space, who may go by another name there. */
export type Found = Pick<Person, 'id' | 'name' | 'username'> & (Pick<Person, 'picture'> | Pick<Account, 'picture'>);

/** What finds people while words are typed. */
export interface Finder {
  readonly words: string;
  readonly found: readonly Found[];
  /** The words that `found` answers. */
  readonly answered: string;
  readonly trouble: string;
  look(words: string): void;
}

/** Finds people while words are typed; only the answer to the latest words counts. */
export class People implements Finder {
  words = $state('');
  found = $state.raw<readonly Account[]>([]);
  /** The words that `found` answers. */
  answered = $state('');
  trouble = $state('');
  #me: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | undefined;

  constructor(me: string) {
    this.#me = me;
  }

  look(words: string): void {
    this.words = words;
    clearTimeout(this.#timer);
    this.#asking?.abort();
    if (words.trim() === '') return this.#answer([], '');
    this.#timer = setTimeout(() => void this.#ask(words.trim()), PAUSE);
  }

  async #ask(words: string): Promise<void> {
    const asking = (this.#asking = new AbortController());
    try {
      const found = await findPeople(words, asking.signal);
      this.#answer(found.filter((person) => person.id !== this.#me), words);
    } catch (error) {
      if (asking.signal.aborted) return;
      this.#answer([], words);
      this.trouble = sentence(error);
    }
  }

  #answer(found: readonly Account[], words: string): void {
    this.found = found;
    this.answered = words;
    this.trouble = '';
  }
}
