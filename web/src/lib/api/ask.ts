import { fetchSignedIn } from '../http';

/** Calls a route as who is signed in, by its path: for those that the generated client doesn't know yet. */
export async function ask<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetchSignedIn(new Request(`${location.origin}/api/v1${path}`, { method, ...(body !== undefined && { headers, body: JSON.stringify(body) }) }));
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/** A path with a query; what is "" or absent isn't asked for. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | boolean | null | undefined>>): string {
  const given = Object.entries(query).flatMap(([key, value]) => (value === '' || value === null || value === undefined || value === false ? [] : [[key, String(value)]]));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
