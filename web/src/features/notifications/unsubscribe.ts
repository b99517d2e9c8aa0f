import { fetchAsNobody } from '../../lib/http';

/** Ends the mails of one kind to one account, which the code of a link names. */
export async function unsubscribe(code: string): Promise<void> {
  await fetchAsNobody(new Request(`/api/v1/unsubscribe?code=${encodeURIComponent(code)}`, { method: 'POST' }));
}
