import type { Person } from '../accounts/model';
import { t } from '../../lib/words.svelte';

export function nameOf(person: Person): string {
  return person.deleted ? t().page.deletedAccount : person.name;
}

/** The page about somebody; "" for who has none here: a deleted account, or who goes by another name in the space. */
export function pageOf(person: Person): string {
  return person.username ? `/people/${person.id}` : '';
}
