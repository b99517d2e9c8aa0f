import type { Language, Translated } from '../../lib/catalogue';
import { safety as de } from '../../lib/catalogue/de/safety';
import { safety as en } from '../../lib/catalogue/en/safety';
import { words } from '../../lib/words.svelte';

const said: Record<Language, Translated<typeof en>> = { en, de };

/** The texts about blocking, muting and leaving quickly, which come with what says them. */
export function safety(): Translated<typeof en> {
  return said[words.language];
}
