import type { Language, Translated } from '../../lib/catalogue';
import { shares as de } from '../../lib/catalogue/de/shares';
import { shares as en } from '../../lib/catalogue/en/shares';
import { words } from '../../lib/words.svelte';

const said: Record<Language, Translated<typeof en>> = { en, de };

/** The texts about shares, which come with what says them instead of with the page. */
export function shares(): Translated<typeof en> {
  return said[words.language];
}
