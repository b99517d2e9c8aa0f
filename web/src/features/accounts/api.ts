import { call, callAsNobody } from '../../lib/http';
import type { Granted } from '../../lib/tokens';
import type { Account, Registration } from './model';

export function register(registration: Registration): Promise<Account> {
  return callAsNobody('POST', '/accounts', registration);
}

export function startSession(login: string, password: string): Promise<Granted> {
  return callAsNobody('POST', '/sessions', { login, password });
}

export function endSession(): Promise<void> {
  return call('DELETE', '/sessions/current');
}

export function me(): Promise<Account> {
  return call('GET', '/me');
}

export function askForReset(email: string): Promise<void> {
  return callAsNobody('POST', '/password-resets', { email });
}

export function choosePassword(code: string, password: string): Promise<void> {
  return callAsNobody('POST', `/password-resets/${encodeURIComponent(code)}`, { password });
}

export function confirmAddress(code: string): Promise<void> {
  return callAsNobody('POST', `/email-verifications/${encodeURIComponent(code)}`);
}

export async function findPeople(words: string, signal: AbortSignal): Promise<Account[]> {
  const page = await call<{ items: Account[] }>('GET', `/accounts?${new URLSearchParams({ words, limit: '20' })}`, undefined, signal);
  return page.items;
}
