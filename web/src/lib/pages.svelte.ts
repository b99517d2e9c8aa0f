import { sentence } from './problem';

interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | null;
}

/** A list that is read page by page. */
export class Pages<T> {
  items = $state.raw<readonly T[]>([]);
  next = $state<string | null>(null);
  loaded = $state(false);
  busy = $state(false);
  trouble = $state('');
  #read: (after: string | null) => Promise<Page<T>>;

  constructor(read: (after: string | null) => Promise<Page<T>>) {
    this.#read = read;
  }

  /** Reads the first page anew; what is known stays until it is there. */
  load(): Promise<void> {
    return this.#ask(null, (items) => items);
  }

  async more(): Promise<void> {
    if (this.next) await this.#ask(this.next, (items) => [...this.items, ...items]);
  }

  async #ask(after: string | null, put: (items: readonly T[]) => readonly T[]): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.trouble = '';
    try {
      const page = await this.#read(after);
      this.items = put(page.items);
      this.next = page.next ?? null;
      this.loaded = true;
    } catch (error) {
      this.trouble = sentence(error);
    } finally {
      this.busy = false;
    }
  }
}
