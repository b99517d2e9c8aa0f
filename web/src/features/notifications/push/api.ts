import { api, bodyOf, done, type Schemas } from '../../../lib/api';
import type { Subscription } from '../model';

/** The key by which the push services of browsers know this server. */
export async function publicKey(): Promise<string> {
  return (await bodyOf(api.GET('/push'))).public_key;
}

export function subscribe(endpoint: string, keys: Schemas['PushSubscriptionKeys'], label: string): Promise<Subscription> {
  return bodyOf(api.POST('/push/subscriptions', { body: { endpoint, keys, label } }));
}

export function listSubscriptions(): Promise<readonly Subscription[]> {
  return bodyOf(api.GET('/push/subscriptions'));
}

export function dropSubscription(id: string): Promise<void> {
  return done(api.DELETE('/push/subscriptions/{id}', { params: { path: { id } } }));
}

export function sendTest(id: string): Promise<void> {
  return done(api.POST('/push/subscriptions/{id}/test', { params: { path: { id } } }));
}
