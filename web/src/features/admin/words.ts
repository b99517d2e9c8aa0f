import type { Language, Translated } from '../../lib/catalogue';
import { admin as de } from '../../lib/catalogue/de/admin';
import { admin as en } from '../../lib/catalogue/en/admin';
import { words } from '../../lib/words.svelte';

const said: Record<Language, Translated<typeof en>> = { en, de };

/** The texts for those who run the server, which come with what says them. */
export function admin(): Translated<typeof en> {
  return said[words.language];
}
