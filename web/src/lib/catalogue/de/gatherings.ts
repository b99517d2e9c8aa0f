import type { Translated } from '..';
import type { gatherings as en } from '../en/gatherings';

export const gatherings: Translated<typeof en> = {
  // The grid
  free: 'frei',
  notFree: 'nicht frei',
  notAsked: 'nicht gefragt',
  cell: (day: string, from: string, until: string, how: string) => `${day}, ${from} bis ${until}, ${how}`,
  timeOfDay: 'Uhrzeit',
  again: (clock: string) => `${clock} nochmals`,
  wholeDay: (day: string) => `Der ganze ${day}`,
  earlierDays: 'Frühere Tage',
  laterDays: 'Spätere Tage',
  daysShown: (from: string, until: string) => `${from} bis ${until}`,
  night: 'Auch nachts',
};
