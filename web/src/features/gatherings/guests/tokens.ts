const PREFIX = 'hearth.guest.';

/** What a guest is known by, kept in this browser for each gathering. */
export interface GuestToken {
  readonly token: string;
  readonly code: string;
}

export function guestTokenOf(gathering: string): GuestToken | null {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + gathering) ?? 'null') as GuestToken | null;
  } catch {
    return null;
  }
}

export function keepGuestToken(gathering: string, token: GuestToken): void {
  localStorage.setItem(PREFIX + gathering, JSON.stringify(token));
}

export function forgetGuestToken(gathering: string): void {
  localStorage.removeItem(PREFIX + gathering);
}

/** The gathering that one has come to by a code, in this browser; "" for none. */
export function gatheringBehind(code: string): string {
  const key = Object.keys(localStorage).find((one) => one.startsWith(PREFIX) && guestTokenOf(one.slice(PREFIX.length))?.code === code);
  return key ? key.slice(PREFIX.length) : '';
}
