import { moderation } from '../features/moderation/words';
import { shares } from '../features/shares/words';
import { mayManage } from '../features/spaces/model';
import type { SpaceTab } from '../features/spaces/tabs';
import { t } from '../lib/words.svelte';

/** What other features show in a space, in this order. */
export const spaceTabs: readonly SpaceTab[] = [
  { key: 'chats', name: () => t().page.chats, load: () => import('../features/chat/spaces/ChatsTab.svelte') },
  { key: 'gatherings', name: () => t().page.gatherings, load: () => import('../features/gatherings/GatheringsTab.svelte') },
  { key: 'shares', name: () => shares().tab, load: () => import('../features/shares/SharesTab.svelte') },
  { key: 'gallery', name: () => shares().galleryTab, load: () => import('../features/shares/GalleryTab.svelte') },
  { key: 'reports', name: () => moderation().spaceTab, for: mayManage, load: () => import('../features/moderation/cases/ReportsTab.svelte') },
];
