import createClient from 'openapi-fetch';
import { fetchAsNobody, fetchSignedIn, fetchWith } from '../http';
import type { components, paths } from './schema';

/** The types of what goes over the REST interface, by their names in the server's OpenAPI document. */
export type Schemas = components['schemas'];

/** Calls the REST interface as who is signed in. */
export const api = createClient<paths>({ baseUrl: '/api/v1', fetch: fetchSignedIn });

/** Calls it as nobody: to register, to sign in, with a code from a link. */
export const nobodysApi = createClient<paths>({ baseUrl: '/api/v1', fetch: fetchAsNobody });

/** Calls it with a token of another kind, such as a guest has. */
export const apiWith = (token: string): typeof api => createClient<paths>({ baseUrl: '/api/v1', fetch: fetchWith(token) });

/** What an answer carries. Every other answer was thrown as a `Problem` before. */
export async function bodyOf<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}

/** Waits for an answer that carries nothing. */
export async function done(answer: Promise<unknown>): Promise<void> {
  await answer;
}
