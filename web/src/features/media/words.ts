import type { Language, Translated } from '../../lib/catalogue';
import { media as de } from '../../lib/catalogue/de/media';
import { media as en } from '../../lib/catalogue/en/media';
import { words } from '../../lib/words.svelte';

const said: Record<Language, Translated<typeof en>> = { en, de };

/** The texts about pictures, which come with what says them instead of with the page. */
export function media(): Translated<typeof en> {
  return said[words.language];
}
