import { api } from './api';
import { currentTokens } from './tokens';

interface Pass {
  sessionId: string;
  text: string;
  /** Milliseconds since 1970 by this machine's clock. */
  until: number;
}

let asked: { sessionId: string; pass: Promise<Pass | null> } | null = null;

async function ask(sessionId: string): Promise<Pass | null> {
  const { data } = await api.GET('/me/pass');
  return data ? { sessionId, text: data.pass, until: Date.now() + data.expires_in_seconds * 1000 } : null;
}

/**
 * What completes the addresses of pictures, so that they are good for this session alone. Asked for once, and again when its
 * time is over. "" for who isn't signed in, or can't be reached.
 */
export async function pass(): Promise<string> {
  const sessionId = currentTokens()?.sessionId;
  if (!sessionId) return '';
  const begin = () => (asked = { sessionId, pass: ask(sessionId).catch(() => null) });
  const mine = asked?.sessionId === sessionId ? asked : begin();
  const found = await mine.pass;
  if (found && found.until > Date.now()) return found.text;
  // Not to be had: whoever comes next asks again. Over: it is asked for again at once.
  if (asked === mine) asked = null;
  return found ? ((await begin().pass)?.text ?? '') : '';
}

/** An address as the server gave it, with the pass that it is good with. */
export function passed(address: string, pass: string): string {
  return pass ? `${address}&pass=${pass}` : address;
}
