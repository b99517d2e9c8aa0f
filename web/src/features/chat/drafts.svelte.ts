import type { Tray } from '../media/tray.svelte';
import type { Kept } from '../../lib/kept';

/** What was written in a chat and not sent. */
export interface Draft {
  readonly text: string;
  /** The number of the message that it answers. */
  readonly replyTo: number | null;
  readonly warning: string | null;
}

export const nothing: Draft = { text: '', replyTo: null, warning: null };

/** One draft for each chat, kept by this browser. */
export class Drafts {
  #all = $state.raw<Record<string, Draft>>({});
  /** Pictures that were chosen and not sent. They last as long as the page. */
  #trays = $state.raw<Readonly<Record<string, Tray>>>({});
  #kept: Kept;

  constructor(kept: Kept) {
    this.#kept = kept;
    this.#all = Object.fromEntries(kept.keys('draft.').flatMap((key) => {
      const draft = kept.get<Draft>(key);
      return draft ? [[key.slice('draft.'.length), draft]] : [];
    }));
  }

  of(chat: string): Draft {
    return this.#all[chat] ?? nothing;
  }

  trayOf(chat: string): Tray | null {
    return this.#trays[chat] ?? null;
  }

  keepTray(chat: string, tray: Tray | null): void {
    const { [chat]: _, ...others } = this.#trays;
    this.#trays = tray ? { ...others, [chat]: tray } : others;
  }

  keep(chat: string, draft: Draft): void {
    const empty = draft.text.trim() === '' && draft.replyTo === null && draft.warning === null;
    const { [chat]: _, ...others } = this.#all;
    this.#all = empty ? others : { ...others, [chat]: draft };
    if (empty) this.#kept.remove(`draft.${chat}`);
    else this.#kept.set(`draft.${chat}`, draft);
  }
}
