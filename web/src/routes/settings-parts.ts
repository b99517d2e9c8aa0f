import { safety } from '../features/accounts/safety';
import { signing } from '../features/accounts/signing';
import { partsFor } from '../features/admin/model';
import { admin } from '../features/admin/words';
import type { Elsewhere, MorePart } from '../features/accounts/settings/parts';
import { plans } from '../features/gatherings/plans';
import { moderation } from '../features/moderation/words';
import { notifications } from '../features/notifications/words';

/** What other features let one set, in this order. */
export const settingsParts: readonly MorePart[] = [
  { key: 'notifications', icon: 'bell', name: () => notifications().settings, hint: () => notifications().settingsHint, load: () => import('../features/notifications/settings/NotificationsPart.svelte') },
  { key: 'signing-in', icon: 'key', name: () => signing().part, hint: () => signing().partHint, load: () => import('../features/accounts/settings/SigningInPart.svelte') },
  { key: 'safety', icon: 'shield', name: () => safety().part, hint: () => safety().partHint, load: () => import('../features/accounts/settings/SafetyPart.svelte') },
  { key: 'blocked', icon: 'block', name: () => safety().blockedPart, hint: () => safety().blockedPartHint, load: () => import('../features/accounts/blocks/BlockedPart.svelte') },
  { key: 'calendar', icon: 'calendar', name: () => plans().calendar, hint: () => plans().calendarHint, load: () => import('../features/gatherings/calendar/CalendarPart.svelte') },
];

/** Pages that stand below them: what isn't needed every day. */
export const elsewhere: readonly Elsewhere[] = [
  { href: '/help', icon: 'phone', name: () => moderation().helpTitle, hint: () => moderation().helpHint, for: () => true },
  { href: '/decisions', icon: 'flag', name: () => moderation().decisionsTitle, hint: () => moderation().decisionsHint, for: () => true },
  { href: '/moderation', icon: 'shield', name: () => moderation().title, hint: () => moderation().hint, for: (me) => me.permissions.includes('moderate') },
  { href: '/admin', icon: 'settings', name: () => admin().title, hint: () => admin().hint, for: (me) => partsFor(me).length > 0 },
];
