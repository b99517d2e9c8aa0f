import { Problem } from '../../../lib/problem';
import { signing } from '../signing';
import { startAt } from './api';

/** What somebody goes to another server for, kept by this tab until they are back. */
export interface Errand {
  readonly why: 'sign-in' | 'link';
  /** Where they come back to. */
  readonly to: string;
  /** The code of an invitation, where one is needed to register; else "". */
  readonly invitation: string;
}

/** With the secret that shows that whoever comes back is who left. */
export interface Left extends Errand {
  readonly verifier: string;
}

const KEY = 'hearth.errand';

/** Leaves the page for another server. */
export async function leaveFor(provider: string, errand: Errand): Promise<void> {
  // Browsers have it on secure pages alone.
  if (!crypto.subtle) throw new Problem(0, 'page.needs_https', signing().needsHttps);
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const url = await startAt(provider, base64url(new Uint8Array(hash)));
  sessionStorage.setItem(KEY, JSON.stringify({ ...errand, verifier } satisfies Left));
  location.assign(url);
}

/** What this tab left for, if it did; once. */
export function takeErrand(): Left | null {
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return JSON.parse(kept ?? 'null') as Left | null;
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
