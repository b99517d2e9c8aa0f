import { api, done } from '../../../lib/api';

/** Makes the session fresh. `code` is "" for who has no second factor. */
export function confirmSession(password: string, code: string): Promise<void> {
  return done(api.POST('/sessions/current/confirm', { body: { password, ...(code && { code }) } }));
}
