import { hear } from '../../../lib/news';
import { Problem, sentence } from '../../../lib/problem';
import type { Bell } from '../bell.svelte';
import type { Preferences } from '../model';
import * as server from './api';

const KEY = 'choices';

/** What one chooses here is saved by itself, one change after the other. What couldn't be saved is kept here until it is. */
export class Choices {
  now = $state.raw<Preferences | null>(null);
  state = $state<'idle' | 'saving' | 'saved' | 'unsaved'>('idle');
  /** Why it couldn't be read, or saved. */
  trouble = $state('');
  fields = $state.raw<Readonly<Record<string, string>>>({});
  #bell: Bell;
  #ask: typeof server;
  /** What was chosen and isn't saved yet. */
  #waits: Partial<Preferences>;
  #saving = false;
  #stop: () => void;

  constructor(bell: Bell, ask = server) {
    this.#bell = bell;
    this.#ask = ask;
    this.#waits = bell.kept.get<Partial<Preferences>>(KEY) ?? {};
    this.#stop = hear('live.ready', () => void this.again());
    void this.again();
  }

  /** Reads what is chosen, if that isn't known; saves what waits. */
  async again(): Promise<void> {
    if (!this.now) {
      this.trouble = '';
      try {
        this.now = { ...(await this.#ask.getPreferences()), ...this.#waits };
      } catch (error) {
        this.trouble = sentence(error);
        return;
      }
    }
    await this.#save();
  }

  change(part: Partial<Preferences>): void {
    if (!this.now) return;
    this.now = { ...this.now, ...part };
    this.#waits = { ...this.#waits, ...part };
    this.#bell.kept.set(KEY, this.#waits);
    void this.#save();
  }

  close(): void {
    this.#stop();
  }

  async #save(): Promise<void> {
    if (this.#saving) return;
    this.#saving = true;
    while (Object.keys(this.#waits).length > 0) {
      const taken = this.#waits;
      this.#waits = {};
      this.state = 'saving';
      try {
        const saved = await this.#ask.putPreferences(this.now!);
        this.#bell.prefer(saved);
        this.state = 'saved';
        this.trouble = '';
        this.fields = {};
      } catch (error) {
        this.#waits = { ...taken, ...this.#waits };
        this.state = 'unsaved';
        this.trouble = sentence(error);
        this.fields = error instanceof Problem ? error.fields : {};
        break;
      }
    }
    this.#saving = false;
    if (Object.keys(this.#waits).length === 0) this.#bell.kept.remove(KEY);
  }
}
