import type { Client } from './context';

/** Stands in until the types of these routes are generated. */
type Loose = Record<'GET' | 'POST' | 'PUT' | 'DELETE', <T>(path: string, init?: object) => Promise<{ data?: T }>>;

export const loose = (client: Client): Loose => client as unknown as Loose;
