import type { Language, Translated } from '../../lib/catalogue';
import { signing as de } from '../../lib/catalogue/de/signing';
import { signing as en } from '../../lib/catalogue/en/signing';
import { words } from '../../lib/words.svelte';

const said: Record<Language, Translated<typeof en>> = { en, de };

/** The texts about the ways into one's account beside the password, which come with what says them. */
export function signing(): Translated<typeof en> {
  return said[words.language];
}
