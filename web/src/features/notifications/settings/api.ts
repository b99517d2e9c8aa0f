import { ask } from '../api';
import type { Preferences } from '../model';

export { getPreferences } from '../api';

export function putPreferences(preferences: Preferences): Promise<Preferences> {
  const { quiet, ...others } = preferences;
  return ask('PUT', '/me/notifications', { ...others, ...(quiet && { quiet }) });
}
