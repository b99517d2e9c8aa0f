import type { Language, Translated } from '../../lib/catalogue';
import { gatherings as de } from '../../lib/catalogue/de/gatherings';
import { gatherings as en } from '../../lib/catalogue/en/gatherings';
import { words } from '../../lib/words.svelte';

const said: Record<Language, Translated<typeof en>> = { en, de };

/** The texts about planning and answering, which come with what says them instead of with the page. */
export function gatherings(): Translated<typeof en> {
  return said[words.language];
}
