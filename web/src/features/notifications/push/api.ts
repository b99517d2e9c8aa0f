import { ask } from '../api';
import type { Subscription } from '../model';

/** The key by which the push services of browsers know this server. */
export async function publicKey(): Promise<string> {
  return (await ask<{ public_key: string }>('GET', '/push')).public_key;
}

export function subscribe(endpoint: string, keys: Record<string, string>, label: string): Promise<Subscription> {
  return ask('POST', '/push/subscriptions', { endpoint, keys, label });
}

export function listSubscriptions(): Promise<readonly Subscription[]> {
  return ask('GET', '/push/subscriptions');
}

export function dropSubscription(id: string): Promise<void> {
  return ask('DELETE', `/push/subscriptions/${id}`);
}

export function sendTest(id: string): Promise<void> {
  return ask('POST', `/push/subscriptions/${id}/test`);
}
