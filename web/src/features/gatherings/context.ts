import { createContext } from 'svelte';
import { api, apiWith } from '../../lib/api';

/** Calls the REST interface as who looks at a gathering. */
export type Client = typeof api;

/** Who looks at a gathering: an account, or a guest with a token of their own. */
export interface Caller {
  readonly client: Client;
  readonly guest: boolean;
  /** Keeps what they paint apart from that of others in this browser. */
  readonly key: string;
}

export const [theCaller, provideCaller] = createContext<Caller>();

export function asAccount(account: string): Caller {
  return { client: api, guest: false, key: account };
}

export function asGuest(token: string, gathering: string): Caller {
  return { client: apiWith(token), guest: true, key: `guest.${gathering}` };
}
