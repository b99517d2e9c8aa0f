import { createContext } from 'svelte';
import type { Spaces } from './spaces.svelte';

/** The spaces of who is signed in, for the pages: they outlive any one of them. */
export const [theSpaces, provideSpaces] = createContext<Spaces>();
