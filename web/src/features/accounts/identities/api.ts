import { api, bodyOf, done, nobodysApi, type Schemas } from '../../../lib/api';
import type { Granted } from '../../../lib/tokens';

/** Another server by which one may sign in here. */
export type Provider = Schemas['OidcProvider'];

/** As whom another server knows one. */
export type Identity = Schemas['Identity'];

/** The ways into one's account. */
export type Identities = Schemas['Identities'];

export async function listProviders(): Promise<readonly Provider[]> {
  return (await bodyOf(nobodysApi.GET('/oidc'))).items;
}

/** Where to go. */
export async function startAt(name: string, challenge: string): Promise<string> {
  return (await bodyOf(nobodysApi.POST('/oidc/{name}/start', { params: { path: { name } }, body: { challenge } }))).url;
}

/** What one came back with, and the secret that this browser kept meanwhile. */
export interface Return {
  readonly ticket: string;
  readonly verifier: string;
}

export function signInBy({ ticket, verifier }: Return, code: string, invitation: string): Promise<Granted> {
  return bodyOf(nobodysApi.POST('/sessions/oidc', { body: { ticket, verifier, ...(code && { code }), ...(invitation && { invitation }) } }));
}

export function listIdentities(): Promise<Identities> {
  return bodyOf(api.GET('/me/identities'));
}

export function linkIdentity({ ticket, verifier }: Return): Promise<Identity> {
  return bodyOf(api.POST('/me/identities', { body: { ticket, verifier } }));
}

export function unlinkIdentity(id: string): Promise<void> {
  return done(api.DELETE('/me/identities/{id}', { params: { path: { id } } }));
}
