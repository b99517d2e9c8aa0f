import type { Account } from '../../accounts/model';
import { listAccounts } from '../api';
import type { Overview } from '../model';

/**
 * What admins see of somebody stands in the list of all. Looked for are those with a word that begins like the username, so
 * others come along, and may come first: only the id says who it is. Null where they aren't there any more.
 */
export async function overviewOf({ id, username }: Account, list = listAccounts): Promise<Overview | null> {
  for (let after: string | null = null; ; ) {
    const { items, next } = await list(username, '', after);
    const found = items.find((one) => one.id === id);
    if (found || !next) return found ?? null;
    after = next;
  }
}
