import type { Language, Translated } from '../../lib/catalogue';
import { plans as de } from '../../lib/catalogue/de/plans';
import { plans as en } from '../../lib/catalogue/en/plans';
import { words } from '../../lib/words.svelte';

const said: Record<Language, Translated<typeof en>> = { en, de };

/** The texts about times, statistics and the plan that was made, which come with what says them. */
export function plans(): Translated<typeof en> {
  return said[words.language];
}
