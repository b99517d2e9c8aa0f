import type { Kept } from '../../lib/kept';
import { uuidv7 } from '../../lib/uuid';
import { Tray } from '../media/tray.svelte';
import type { Posted, Share } from './model';

/** The most characters of a share or a comment, as the server is set by default. */
export const MOST = 10_000;

/** A share that is being written. */
export class Draft {
  tray = $state.raw<Tray>(new Tray());
  /** Stays the same however often it is tried to be posted. */
  key = uuidv7();
  #text = $state('');
  #keep: (text: string) => void;

  constructor(share?: Share, text = '', keep: (text: string) => void = () => undefined) {
    this.#text = share?.text ?? text;
    this.#keep = keep;
    if (share) this.tray = new Tray(share.pictures);
  }

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    this.#keep(text);
  }

  get empty(): boolean {
    return this.text.trim() === '' && this.tray.pictures.length === 0;
  }

  /** What is to be posted. Waits for the pictures; throws the `Problem` of one that failed. */
  async posted(): Promise<Posted> {
    const pictures = await this.tray.enclosed();
    return { text: this.text.trim(), pictures };
  }

  /** It was posted: begins anew. */
  done(): void {
    this.tray.give();
    this.close();
    this.text = '';
    this.key = uuidv7();
  }

  close(): void {
    this.tray.close();
    this.tray = new Tray();
  }
}

const drafts = new Map<string, Draft>();

/** What somebody was writing in a space. It outlives leaving the page there; its text, closing it. */
export function draftFor(space: string, account: string, kept: Kept): Draft {
  const key = `share.${space}`;
  const known = drafts.get(account + key) ?? new Draft(undefined, kept.get<string>(key) ?? '', (text) => (text ? kept.set(key, text) : kept.remove(key)));
  drafts.set(account + key, known);
  return known;
}
