import type { MorePart } from '../features/accounts/settings/parts';
import { plans } from '../features/gatherings/plans';
import { notifications } from '../features/notifications/words';

/** What other features let one set, in this order. */
export const settingsParts: readonly MorePart[] = [
  { key: 'notifications', icon: 'bell', name: () => notifications().settings, hint: () => notifications().settingsHint, load: () => import('../features/notifications/settings/NotificationsPart.svelte') },
  { key: 'calendar', icon: 'calendar', name: () => plans().calendar, hint: () => plans().calendarHint, load: () => import('../features/gatherings/calendar/CalendarPart.svelte') },
];
