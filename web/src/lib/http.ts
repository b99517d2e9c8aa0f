import { confirming } from './confirming.svelte';
import { Problem, readProblem, unreachable } from './problem';
import { currentTokens, forgetTokens, keepTokens, type Granted, type Tokens } from './tokens';
import { inTurn } from './turns';

const EARLY = 20_000;

/**
 * `fetch` as who is signed in, renewing the access token when it has run out. What needs a fresh session waits until
 * somebody has confirmed who they are, and goes on then. Throws a `Problem` unless the answer is good.
 */
export async function fetchSignedIn(request: Request): Promise<Response> {
  const later = request.clone();
  try {
    return await fetchRenewing(request);
  } catch (error) {
    const confirmed = error instanceof Problem && error.code === 'accounts.confirm_first' && (await confirming.ask());
    if (!confirmed) throw error;
    return await fetchSignedIn(later);
  }
}

async function fetchRenewing(request: Request): Promise<Response> {
  const again = request.clone();
  const token = await accessToken();
  const response = await send(request, token);
  if (response.status !== 401 || token === null) return good(response);
  const problem = await problemOf(response);
  if (problem.code === 'accounts.banned') {
    if (currentTokens()?.access === token) forgetTokens(problem);
    throw problem;
  }
  return good(await send(again, await renewedToken(token)));
}

/** To be called when the server has said that the session is over. Why, it says only to who asks with its token. */
export async function forgetSession(): Promise<void> {
  const tokens = currentTokens();
  if (!tokens) return;
  const why = await send(new Request('/api/v1/me'), tokens.access).then(problemOf, () => undefined);
  if (currentTokens()?.sessionId === tokens.sessionId) forgetTokens(why);
}

/** `fetch` as nobody. Throws a `Problem` unless the answer is good. */
export async function fetchAsNobody(request: Request): Promise<Response> {
  return good(await send(request, null));
}

/** `fetch` as whoever has `token`, which isn't renewed. Throws a `Problem` unless the answer is good. */
export function fetchWith(token: string): (request: Request) => Promise<Response> {
  return async (request) => good(await send(request, token));
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
  if (!tokens) throw readProblem({ code: 'accounts.not_signed_in' }, 401);
  if (tokens.access !== stale) return tokens.access;
  const asked = new Request('/api/v1/sessions/refresh', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refresh_token: tokens.refresh }),
  });
  try {
    const answer = await fetchAsNobody(asked);
    return keepTokens((await answer.json()) as Granted).access;
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

async function send(request: Request, token: string | null): Promise<Response> {
  if (token) request.headers.set('authorization', `Bearer ${token}`);
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw unreachable();
  }
}

async function good(response: Response): Promise<Response> {
  // Nothing has changed since what the one who asks has: only they who said so are answered so.
  if (response.ok || response.status === 304) return response;
  throw await problemOf(response);
}

async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  return readProblem(body, response.status);
}
