import type { Kept } from '../../lib/kept';
import type { Message } from './model';

/** How long a deletion can be taken back. */
export const GRACE = 6000;
const LATER = 30_000;

export type Doomed = Pick<Message, 'chat_id' | 'number'>;

/**
 * Messages that were deleted here a moment ago. The server hears of it when it is too late to undo it, or the page
 * goes. What it couldn't be told then, it is told at the next connection, or at the next visit.
 */
export class Deletions {
  #waiting = $state.raw<ReadonlySet<string>>(new Set());
  #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #kept: Kept;
  #delete: (doomed: Doomed, leaving: boolean) => Promise<boolean>;
  #leave = () => this.#now(true);

  /** `ask` says whether it is done with, or to be tried again; `leaving`, that the request must outlive the page. */
  constructor(kept: Kept, ask: (doomed: Doomed, leaving: boolean) => Promise<boolean>) {
    this.#kept = kept;
    this.#delete = ask;
    addEventListener('pagehide', this.#leave);
  }

  has(message: Doomed): boolean {
    return this.#waiting.has(keyOf(message));
  }

  add({ chat_id, number }: Doomed): void {
    const key = keyOf({ chat_id, number });
    if (this.#timers.has(key)) return;
    this.#kept.set(key, { at: Date.now() });
    this.#waiting = new Set([...this.#waiting, key]);
    this.#timers.set(key, setTimeout(() => void this.#finish(key, false), GRACE));
  }

  undo(message: Doomed): void {
    this.#forget(keyOf(message));
  }

  /** Tells the server what it doesn't know yet: there is a connection. What another tab may still undo is left to it. */
  flush(): void {
    for (const key of this.#kept.keys('deleting.')) {
      const at = this.#kept.get<{ at: number }>(key)?.at ?? 0;
      if (this.#timers.has(key) || Date.now() - at < GRACE) continue;
      this.#waiting = new Set([...this.#waiting, key]);
      void this.#finish(key, false);
    }
  }

  /** Doesn't wait for an undo any more. */
  async finish(): Promise<void> {
    await Promise.all([...this.#timers.keys()].map((key) => this.#finish(key, false)));
  }

  close(): void {
    removeEventListener('pagehide', this.#leave);
    this.#now(true);
  }

  #now(leaving: boolean): void {
    for (const key of [...this.#timers.keys()]) void this.#finish(key, leaving);
  }

  /** It stays hidden until the answer is there, so that it doesn't come back for a moment. */
  async #finish(key: string, leaving: boolean): Promise<void> {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    if (await this.#delete(doomedBy(key), leaving)) this.#forget(key);
    else if (!leaving) setTimeout(() => this.flush(), LATER);
  }

  #forget(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#kept.remove(key);
    this.#waiting = new Set([...this.#waiting].filter((other) => other !== key));
  }
}

function keyOf({ chat_id, number }: Doomed): string {
  return `deleting.${chat_id}.${number}`;
}

function doomedBy(key: string): Doomed {
  const [, chat_id, number] = key.split('.');
  return { chat_id: chat_id!, number: Number(number) };
}
