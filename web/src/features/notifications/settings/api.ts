import { words } from '../../../lib/words.svelte';
import { ask } from '../api';
import type { Preferences } from '../model';

export { getPreferences } from '../api';

/** Mails and pushes speak as the page does where this is chosen. */
export function putPreferences(preferences: Preferences): Promise<Preferences> {
  const { quiet, ...others } = preferences;
  return ask('PUT', '/me/notifications', { ...others, locale: words.language, ...(quiet && { quiet }) });
}
