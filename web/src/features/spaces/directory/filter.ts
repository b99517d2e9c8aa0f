import { address } from '../../../lib/address.svelte';

/** What is looked for in the directory; what is "" doesn't matter. */
export interface Filter {
  readonly words: string;
  readonly topic: string;
  readonly country: string;
  readonly region: string;
  readonly city: string;
}

export const nothing: Filter = { words: '', topic: '', country: '', region: '', city: '' };
const keys = Object.keys(nothing) as (keyof Filter)[];

/** What the address asks for. */
export function filterHere(): Filter {
  return Object.fromEntries(keys.map((key) => [key, address.param(key)])) as unknown as Filter;
}

/** The address that asks for it. */
export function addressOf(filter: Filter): string {
  const asked = new URLSearchParams(keys.filter((key) => filter[key] !== '').map((key) => [key, filter[key]]));
  return asked.size > 0 ? `/discover?${asked}` : '/discover';
}
