import { createContext } from 'svelte';
import type { api } from '../../lib/api';

/** Calls the REST interface as who looks at a gathering: an account, or a guest with a token of their own. */
export type Client = typeof api;

export interface Caller {
  readonly client: Client;
  readonly guest: boolean;
  /** Keeps what they have typed or painted apart from that of others in this browser. */
  readonly key: string;
}

export const [theCaller, provideCaller] = createContext<Caller>();
