import { createContext } from 'svelte';

/**
 * Whether what is in a message is a stop of the Tab key: only in the message that the keyboard is on. Else one would
 * walk through everything in view on the way from the header to the field.
 */
export const [tabStop, provideTabStop] = createContext<() => 0 | -1>();
