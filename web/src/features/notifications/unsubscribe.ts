import { done, nobodysApi } from '../../lib/api';

/** Ends all mails about news to the account that the code of a link names. */
export function unsubscribe(code: string): Promise<void> {
  return done(nobodysApi.POST('/unsubscribe', { params: { query: { code } } }));
}
