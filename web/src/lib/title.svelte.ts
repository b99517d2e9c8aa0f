import { t } from './words.svelte';

/** What the browser shows for this page in its tabs. */
class Title {
  /** Of what is open, or "". */
  page = $state('');
  unread = $state(0);
  text = $derived(`${this.unread > 0 ? `(${this.unread}) ` : ''}${this.page === '' ? '' : `${this.page} · `}${t().page.app}`);
}

export const title = new Title();
