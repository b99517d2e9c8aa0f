import type { Finder, Found } from '../../accounts/people.svelte';
import { sentence } from '../../../lib/problem';
import { listMembers } from './api';

/** Whoever needs more than so many will find by words whom they mean. */
const SHOWN = 50;
const PAGES = 20;

/** Finds members of a space by their names there. All are shown while no words are typed. */
export class MembersFound implements Finder {
  words = $state('');
  trouble = $state('');
  #members = $state.raw<readonly Found[] | null>(null);
  found: readonly Found[] = $derived((this.#members ?? []).filter((person) => fits(person, this.words)).slice(0, SHOWN));
  answered = $derived(this.#members ? this.words.trim() : '');

  constructor(space: string) {
    void this.#load(space);
  }

  look(words: string): void {
    this.words = words;
  }

  async #load(space: string): Promise<void> {
    try {
      const all: Found[] = [];
      let after: string | null = null;
      for (let page = 0; page < PAGES && (page === 0 || after); page++) {
        const { items, next } = await listMembers(space, after);
        all.push(...items.map((member) => member.account));
        after = next ?? null;
        this.#members = [...all];
      }
    } catch (error) {
      this.trouble = sentence(error);
    }
  }
}

/** Whether each word begins a word of the name, or the username. */
function fits({ name, username }: Found, words: string): boolean {
  const has = `${name} ${username ?? ''}`.toLocaleLowerCase().split(/\s+/);
  const wanted = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return wanted.every((word) => has.some((one) => one.startsWith(word)));
}
