import { listRequests } from './api';

/** How many wait to be let into a space: counted as far as one page holds. */
export class Waiting {
  label = $state('');

  async load(space: string): Promise<void> {
    const page = await listRequests(space, null).catch(() => null);
    if (page) this.count(page.items.length, Boolean(page.next));
  }

  count(here: number, more: boolean): void {
    this.label = here === 0 ? '' : more ? `${here}+` : String(here);
  }
}
