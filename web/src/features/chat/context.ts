import { createContext } from 'svelte';
import type { Chats } from './chats.svelte';

/** The chats of who is signed in, for the pages: they outlive any one of them. */
export const [theChats, provideChats] = createContext<Chats>();
