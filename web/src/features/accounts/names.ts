import type { Person } from './model';
import { t } from '../../lib/words.svelte';

export function nameOf(person: Person): string {
  return person.deleted ? t().page.deletedAccount : person.name;
}
