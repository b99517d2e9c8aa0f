import type { Piece, Wrong } from '../model';

/** What there is to say of the whole log, as far as it was read. */
export interface Verified {
  readonly entries: number;
  /** So many at its beginning can't be checked any more. */
  readonly unverified: number;
  readonly wrong: readonly Wrong[];
}

/** Has the log read piece by piece, to its end. Tells after each how far it is. */
export async function verify(ask: (after: string | null) => Promise<Piece>, told: (entries: number) => void): Promise<Verified> {
  let whole: Verified = { entries: 0, unverified: 0, wrong: [] };
  for (let after: string | null = null; ; ) {
    const { entries, unverified, wrong, next } = await ask(after);
    whole = { entries: whole.entries + entries, unverified: whole.unverified + unverified, wrong: [...whole.wrong, ...wrong] };
    if (!next) return whole;
    told(whole.entries);
    after = next;
  }
}
