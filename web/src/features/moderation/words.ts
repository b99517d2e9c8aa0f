import type { Language, Translated } from '../../lib/catalogue';
import { moderation as de } from '../../lib/catalogue/de/moderation';
import { moderation as en } from '../../lib/catalogue/en/moderation';
import { words } from '../../lib/words.svelte';

const said: Record<Language, Translated<typeof en>> = { en, de };

/** The texts about reports, decisions and help, which come with what says them. */
export function moderation(): Translated<typeof en> {
  return said[words.language];
}
