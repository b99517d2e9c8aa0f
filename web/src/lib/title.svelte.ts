import { t } from './words.svelte';

/** What the browser shows for this page in its tabs. */
class Title {
  /** Of what is open, or "". */
  page = $state('');
  unread = $state(0);
  /** Whether it names and counts nothing, as somebody may look over one's shoulder. */
  discreet = $state(false);
  text = $derived(this.discreet ? t().page.app : `${this.unread > 0 ? `(${this.unread}) ` : ''}${this.page === '' ? '' : `${this.page} · `}${t().page.app}`);
}

export const title = new Title();
