import { asShown } from './directory/countries';
import type { Place } from './model';

/** "Vienna, Austria": from near to far, without what isn't said or says the same again. */
export function placeOf({ city, region, country }: Place): string {
  const parts = [city, region, asShown(country)].filter((part) => part !== '');
  return parts.filter((part, at) => part !== parts[at - 1]).join(', ');
}
