import type { Problem } from './problem';

/** The tokens of this browser's session, kept in localStorage and shared by its tabs. */
export interface Tokens {
  access: string;
  refresh: string;
  sessionId: string;
  /** Milliseconds since 1970 by this machine's clock. */
  expiresAt: number;
}

/** The answer of POST /sessions and /sessions/refresh. */
export interface Granted {
  access_token: string;
  expires_in: number;
  refresh_token: string;
  session_id: string;
}

const KEY = 'hearth.tokens';
/** `why` is what the server said of it, where it ended the session and said so. */
type Listener = (tokens: Tokens | null, why?: Problem) => void;

const listeners = new Set<Listener>();

/** Always read from storage: another tab may have renewed them. */
export function currentTokens(): Tokens | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null') as Tokens | null;
  } catch {
    return null;
  }
}

export function keepTokens(granted: Granted): Tokens {
  const tokens: Tokens = {
    access: granted.access_token,
    refresh: granted.refresh_token,
    sessionId: granted.session_id,
    expiresAt: Date.now() + granted.expires_in * 1000,
  };
  localStorage.setItem(KEY, JSON.stringify(tokens));
  tell(tokens);
  return tokens;
}

export function forgetTokens(why?: Problem): void {
  localStorage.removeItem(KEY);
  tell(null, why);
}

/** Calls back whenever the tokens change, in this tab or another. */
export function onTokens(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(tokens: Tokens | null, why?: Problem): void {
  for (const listener of listeners) listener(tokens, why);
}

globalThis.addEventListener?.('storage', (event: StorageEvent) => {
  // A null key means that the whole storage was cleared.
  if (event.key === KEY || event.key === null) tell(currentTokens());
});
