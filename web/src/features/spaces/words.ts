import type { Language, Translated } from '../../lib/catalogue';
import { spaces as de } from '../../lib/catalogue/de/spaces';
import { spaces as en } from '../../lib/catalogue/en/spaces';
import { words } from '../../lib/words.svelte';

const texts: Record<Language, Translated<typeof en>> = { en, de };

/** The texts about spaces, which come with what says them instead of with the page. */
export function said(): Translated<typeof en> {
  return texts[words.language];
}
