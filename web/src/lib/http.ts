import { Problem, readProblem, unreachable } from './problem';
import { currentTokens, forgetTokens, keepTokens, type Granted, type Tokens } from './tokens';
import { inTurn } from './turns';

const BASE = '/api/v1';
const EARLY = 20_000;

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Calls the API as who is signed in, renewing the access token when it has run out. Throws a `Problem`. */
export async function call<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const token = await accessToken();
  const response = await send(method, path, body, token, signal);
  if (response.status !== 401 || token === null) return read<T>(response);
  return read<T>(await send(method, path, body, await renewedToken(token), signal));
}

/** Calls the API as nobody. */
export async function callAsNobody<T>(method: Method, path: string, body?: unknown): Promise<T> {
  return read<T>(await send(method, path, body, null));
}

/** An access token that is good for some seconds more, or null when nobody is signed in. */
export async function accessToken(): Promise<string | null> {
  const tokens = currentTokens();
  if (!tokens) return null;
  return tokens.expiresAt - Date.now() > EARLY ? tokens.access : renewedToken(tokens.access);
}

let renewal: Promise<string> | null = null;

/**
 * A newer access token than `stale`. One renewal runs at a time in all tabs, because the
 * second use of a refresh token ends the session.
 */
export function renewedToken(stale: string): Promise<string> {
  renewal ??= inTurn('hearth.renewal', () => renew(stale)).finally(() => (renewal = null));
  return renewal;
}

async function renew(stale: string): Promise<string> {
  const tokens = currentTokens();
  if (!tokens) throw new Problem(401, 'accounts.not_signed_in', 'Please sign in again.');
  if (tokens.access !== stale) return tokens.access;
  try {
    const granted = await callAsNobody<Granted>('POST', '/sessions/refresh', { refresh_token: tokens.refresh });
    return keepTokens(granted).access;
  } catch (error) {
    if (refuses(error)) forgetUnlessReplaced(tokens);
    throw error;
  }
}

/** A session that is over, as against a server that is busy or out of reach. */
function refuses(error: unknown): boolean {
  return error instanceof Problem && [400, 401, 403, 422].includes(error.status);
}

function forgetUnlessReplaced(tokens: Tokens): void {
  if (currentTokens()?.refresh === tokens.refresh) forgetTokens();
}

async function send(method: Method, path: string, body: unknown, token: string | null, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (token) headers.authorization = `Bearer ${token}`;
  try {
    return await fetch(BASE + path, { method, headers, body: body === undefined ? null : JSON.stringify(body), signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable();
  }
}

async function read<T>(response: Response): Promise<T> {
  const text = await response.text().catch(() => '');
  let body: unknown = null;
  try {
    body = text === '' ? null : JSON.parse(text);
  } catch {
    if (response.ok) throw readProblem(null, 500);
  }
  if (!response.ok) throw readProblem(body, response.status);
  return body as T;
}
