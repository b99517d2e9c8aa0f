/** What this browser keeps of an account between two visits: drafts, and messages that wait to be sent. */
export class Kept {
  #prefix: string;

  constructor(account: string) {
    this.#prefix = `hearth.kept.${account}.`;
  }

  get<T>(key: string): T | null {
    try {
      return JSON.parse(localStorage.getItem(this.#prefix + key) ?? 'null') as T | null;
    } catch {
      return null;
    }
  }

  /** Best effort: a full or forbidden storage must not keep anybody from writing. */
  set(key: string, value: unknown): void {
    try {
      localStorage.setItem(this.#prefix + key, JSON.stringify(value));
    } catch {
      // It lasts as long as the page then.
    }
  }

  remove(key: string): void {
    localStorage.removeItem(this.#prefix + key);
  }

  /** The keys that begin so. */
  keys(beginning: string): string[] {
    const wanted = this.#prefix + beginning;
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(wanted))
      .map((key) => key.slice(this.#prefix.length));
  }

  clear(): void {
    for (const key of this.keys('')) this.remove(key);
  }
}
