import type { MorePart } from '../features/accounts/settings/parts';
import { plans } from '../features/gatherings/plans';

/** What other features let one set, in this order. */
export const settingsParts: readonly MorePart[] = [
  { key: 'calendar', icon: 'calendar', name: () => plans().calendar, hint: () => plans().calendarHint, load: () => import('../features/gatherings/calendar/CalendarPart.svelte') },
];
