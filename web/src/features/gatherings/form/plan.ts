import { ownZone } from '../grid/zones';
import type { Gathering, GatheringChange, NewGathering } from '../model';
import type { Days } from './days';

export const lengths = ['60', '120', 'evening', 'other'] as const;
export type Length = (typeof lengths)[number];

/** In minutes, what can be chosen as another length. */
export const otherLengths = [15, 30, 45, 60, 90, 120, 180, 240, 300, 360, 480, 720, 1440, 2880, 4320, 7 * 1440, 14 * 1440];

const EVENING = { minutes: 180, from: '17:00', until: '23:00' };

/** What is written in the form of a plan, as it is written. */
export interface Plan {
  title: string;
  days: Days | null;
  length: Length;
  other: string;
  description: string;
  place: string;
  from: string;
  until: string;
  sittings: string;
  /** Of the clock of this browser, like "2026-11-24T18:00". */
  deadline: string;
  capacity: string;
  currency: string;
  zone: string;
}

export function emptyPlan(): Plan {
  return { title: '', days: null, length: '120', other: '90', description: '', place: '', from: '', until: '', sittings: '1', deadline: '', capacity: '', currency: '', zone: ownZone() };
}

export function planOf(gathering: Gathering): Plan {
  const length = lengths.find((one) => one === String(gathering.minutes)) ?? 'other';
  return {
    title: gathering.title,
    days: { first: gathering.first_day, last: gathering.last_day },
    length,
    other: String(gathering.minutes),
    description: gathering.description,
    place: gathering.place,
    from: gathering.daily_from ?? '',
    until: gathering.daily_until ?? '',
    sittings: String(gathering.sittings),
    deadline: gathering.deadline ? localText(new Date(gathering.deadline)) : '',
    capacity: gathering.capacity === undefined ? '' : String(gathering.capacity),
    currency: gathering.currency ?? '',
    zone: gathering.zone,
  };
}

/** What the server is told of a plan. Its days are chosen. */
export function wantedOf(plan: Plan): Omit<NewGathering, 'space_id' | 'invite'> {
  const evening = plan.length === 'evening';
  const [from, until] = evening && !plan.from && !plan.until ? [EVENING.from, EVENING.until] : [plan.from, plan.until];
  return {
    title: plan.title.trim(),
    first_day: plan.days!.first,
    last_day: plan.days!.last,
    zone: plan.zone,
    minutes: evening ? EVENING.minutes : Number(plan.length === 'other' ? plan.other : plan.length),
    sittings: Number(plan.sittings),
    description: plan.description.trim(),
    place: plan.place.trim(),
    ...(from && until && { daily_from: from, daily_until: until }),
    ...(plan.deadline && { deadline: new Date(plan.deadline).toISOString() }),
    ...(plan.capacity && { capacity: Number(plan.capacity) }),
    ...(plan.currency && { currency: plan.currency }),
  };
}

/** What has become different. What was taken away is null. */
export function changeOf(gathering: Gathering, plan: Plan): GatheringChange {
  const wanted = wantedOf(plan);
  const before = wantedOf(planOf(gathering));
  const keys = [...new Set([...Object.keys(before), ...Object.keys(wanted)])] as (keyof typeof wanted)[];
  return Object.fromEntries(keys.filter((key) => wanted[key] !== before[key]).map((key) => [key, wanted[key] ?? null]));
}

/** Of the clock of this browser, as a field for date and time writes it. */
function localText(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
