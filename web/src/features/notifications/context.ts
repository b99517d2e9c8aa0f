import { createContext } from 'svelte';
import type { Bell } from './bell.svelte';

/** The counts and choices of who is signed in, for the pages: they outlive any one of them. */
export const [theBell, provideBell] = createContext<Bell>();
