/** What can be done about a toast. */
export interface ToastAction {
  readonly label: string;
  readonly act: () => void;
}

/** A short word at the edge of the page, that goes by itself. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action?: ToastAction;
}

const STAYS = 6000;

/** What the page has to say beside what one is looking at. */
class Toasts {
  shown = $state.raw<readonly Toast[]>([]);
  #last = 0;
  /** Of those that go by themselves. */
  #timers = new Map<number, ReturnType<typeof setTimeout> | undefined>();

  /** Shows `text` for a while, and answers with what takes it away sooner. Without `passing` it stays until then. */
  show(text: string, action?: ToastAction, passing = true): () => void {
    const id = ++this.#last;
    this.shown = [...this.shown, { id, text, ...(action && { action }) }];
    if (passing) this.#timers.set(id, undefined);
    this.go(id);
    return () => this.dismiss(id);
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }

  /** One is looking at it: it doesn't go away. */
  stay(id: number): void {
    clearTimeout(this.#timers.get(id));
  }

  go(id: number): void {
    if (!this.#timers.has(id)) return;
    clearTimeout(this.#timers.get(id));
    this.#timers.set(id, setTimeout(() => this.dismiss(id), STAYS));
  }
}

export const toasts = new Toasts();
