import { api, bodyOf } from '../../../lib/api';
import { words } from '../../../lib/words.svelte';
import type { Preferences } from '../model';

export { getPreferences } from '../api';

/** Mails and pushes speak as the page does where this is chosen. */
export async function putPreferences(preferences: Preferences): Promise<Preferences> {
  const { quiet, ...others } = preferences;
  return (await bodyOf(api.PUT('/me/notifications', { body: { ...others, locale: words.language, ...(quiet && { quiet }) } }))) as Preferences;
}
