import { said } from '../words';
import { listTopics } from './api';
import type { Topic } from '../model';

/** What communities can be about, once asked for. */
class Topics {
  list = $state.raw<readonly Topic[]>([]);
  #asked: Promise<void> | undefined;

  /** Throws when the server can't be asked; the next time it is asked again. */
  load(): Promise<void> {
    return (this.#asked ??= this.#load());
  }

  /** What a topic is called: in the language of the page where it has a word for it, else as the server calls it. */
  name(key: string): string {
    const known: Record<string, string> = said().topics;
    return known[key] ?? this.list.find((topic) => topic.key === key)?.name ?? key;
  }

  async #load(): Promise<void> {
    try {
      this.list = await listTopics();
    } catch (error) {
      this.#asked = undefined;
      throw error;
    }
  }
}

export const topics = new Topics();
