import type { SpaceTab } from '../features/spaces/tabs';
import { t } from '../lib/words.svelte';

/** What other features show in a space, in this order. */
export const spaceTabs: readonly SpaceTab[] = [
  { key: 'chats', name: () => t().page.chats, load: () => import('../features/chat/spaces/ChatsTab.svelte') },
];
