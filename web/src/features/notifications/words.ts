import type { Language, Translated } from '../../lib/catalogue';
import { notifications as de } from '../../lib/catalogue/de/notifications';
import { notifications as en } from '../../lib/catalogue/en/notifications';
import { words } from '../../lib/words.svelte';

const said: Record<Language, Translated<typeof en>> = { en, de };

/** The texts about notifications, which come with what says them instead of with the page. */
export function notifications(): Translated<typeof en> {
  return said[words.language];
}
