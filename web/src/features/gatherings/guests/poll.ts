import { tell } from '../../../lib/news';
import { getChanged } from '../api';
import type { Client } from '../context';

const PAUSE = 10_000;

/**
 * Guests have no live connection. While the page is seen, it asks every ten seconds whether the gathering has changed,
 * and then tells so as the connection would. Returns what ends it.
 */
export function poll(client: Client, id: string): () => void {
  let tag = '';
  let over = false;
  const look = async (): Promise<void> => {
    if (document.visibilityState !== 'visible') return;
    const changed = await getChanged(client, id, tag).catch(() => null);
    if (over || !changed) return;
    const first = tag === '';
    tag = changed.tag;
    if (first) return;
    tell('gathering.changed', { gathering: changed.gathering });
  };
  const timer = setInterval(() => void look(), PAUSE);
  const seen = () => void look();
  document.addEventListener('visibilitychange', seen);
  void look();
  return () => {
    over = true;
    clearInterval(timer);
    document.removeEventListener('visibilitychange', seen);
  };
}
