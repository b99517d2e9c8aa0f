import { pass, passed } from './pass';

/** How many are kept. Each is some kilobytes. */
const MOST = 300;

const kept = new Map<string, Promise<string>>();
/** To whom or what a small picture belongs. */
export type Bearer = 'account' | 'space';

type Renew = (id: string) => Promise<string>;

const renewals: Partial<Record<Bearer, Renew>> = {};

/** Says how to ask again for an address that has run out, by the id of what it belongs to. */
export function renewThumbnailsBy(bearer: Bearer, renew: Renew): void {
  renewals[bearer] = renew;
}

/**
 * A small picture as an address within this page. The server's addresses run out after a minute or two, but what they
 * show never changes: so it is fetched once and kept. "" where it can't be had.
 */
export function thumbnail(address: string, id: string, bearer: Bearer = 'account'): Promise<string> {
  const key = address.split('?', 1)[0]!;
  const known = kept.get(key) ?? load(address, id, bearer);
  // What was used last goes last.
  kept.delete(key);
  kept.set(key, known);
  void known.then((url) => url === '' && kept.get(key) === known && kept.delete(key));
  if (kept.size > MOST) forget(kept.keys().next().value!);
  return known;
}

function forget(key: string): void {
  // It may be in view still: shown pictures stay when their address goes.
  void kept.get(key)?.then((url) => URL.revokeObjectURL(url));
  kept.delete(key);
}

async function load(address: string, id: string, bearer: Bearer): Promise<string> {
  try {
    const good = isOver(address) ? await renewals[bearer]?.(id) : address;
    const answer = good ? await fetch(passed(good, await pass())) : null;
    return answer?.ok ? URL.createObjectURL(await answer.blob()) : '';
  } catch {
    return '';
  }
}

/** Whether an address has run out, by this machine's clock. */
export function isOver(address: string): boolean {
  const until = Number(new URL(address, location.origin).searchParams.get('until'));
  return until > 0 && until <= Date.now();
}
