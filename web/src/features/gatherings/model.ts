import type { Person } from '../accounts/model';

/** Somebody's time: it begins at an instant (RFC 3339), and lasts some minutes. */
export interface Window {
  start: string;
  minutes: number;
}

/** From an instant to another. */
export interface Stretch {
  readonly start: string;
  readonly end: string;
}

export const moods = ['chill', 'energetic', 'traditional', 'anything'] as const;
export type Mood = (typeof moods)[number];

export const rsvps = ['yes', 'maybe', 'no'] as const;
export type Rsvp = (typeof rsvps)[number];

export type Vote = 'yes' | 'if_needed' | 'no';

export type GatheringState = 'open' | 'closed' | 'settled' | 'cancelled';

/** One of the times that are voted on. */
export interface Candidate extends Stretch {
  readonly yes: number;
  readonly if_needed: number;
  readonly no: number;
}

export interface GatheringMe {
  readonly attendee_id?: string;
  readonly host: boolean;
  readonly required?: boolean;
  readonly answered: boolean;
  readonly rsvp?: Rsvp | 'waiting';
  readonly votes?: readonly { readonly candidate: number; readonly vote: Vote }[];
  readonly may_manage: boolean;
}

/** What is being planned. `me`, what one is to it, is absent in news to all. */
export interface Gathering {
  readonly id: string;
  readonly space_id?: string;
  readonly chat_id?: string;
  readonly host: Person;
  readonly title: string;
  readonly description: string;
  readonly place: string;
  /** Days like "2026-11-24", in `zone`. */
  readonly first_day: string;
  readonly last_day: string;
  readonly zone: string;
  readonly minutes: number;
  readonly sittings: number;
  /** Times of day like "17:00"; an end before the beginning is on the next day. */
  readonly daily_from?: string;
  readonly daily_until?: string;
  readonly deadline?: string;
  readonly capacity?: number;
  readonly currency?: string;
  readonly state: GatheringState;
  readonly settled: readonly Stretch[];
  readonly sequence: number;
  readonly revision: number;
  readonly attendees_count: number;
  readonly answered_count: number;
  readonly rsvps: { readonly yes: number; readonly maybe: number; readonly no: number; readonly waiting: number };
  readonly poll?: { readonly candidates: readonly Candidate[] };
  readonly created_at: string;
  readonly me?: GatheringMe;
}

export interface Invited {
  account_id: string;
  required?: boolean;
}

export interface NewGathering {
  space_id?: string;
  title: string;
  description?: string;
  place?: string;
  first_day: string;
  last_day: string;
  zone: string;
  minutes: number;
  sittings?: number;
  daily_from?: string | null;
  daily_until?: string | null;
  deadline?: string | null;
  capacity?: number | null;
  currency?: string | null;
  invite?: Invited[];
}

export type GatheringChange = Partial<Omit<NewGathering, 'space_id' | 'invite'>>;

export interface GatheringLink {
  readonly code: string;
  readonly address: string;
}

export interface Proposed {
  readonly gathering: Gathering;
  readonly link?: GatheringLink;
}

/** What somebody sees who came by a link, before they take part. */
export interface GatheringPreview {
  readonly title: string;
  readonly host: Person;
  readonly description: string;
  readonly place: string;
  readonly first_day: string;
  readonly last_day: string;
  readonly zone: string;
  readonly minutes: number;
  readonly deadline?: string;
  readonly state: GatheringState;
  readonly attendees_count: number;
}

export interface Attendee {
  readonly id: string;
  readonly person: Person;
  readonly guest: boolean;
  readonly host: boolean;
  readonly required: boolean;
  readonly answered: boolean;
  readonly zone?: string;
  readonly rsvp?: Rsvp | 'waiting';
  readonly joined_at: string;
}

/** When somebody can, as all who take part see it. */
export interface AttendeeAnswer {
  readonly attendee_id: string;
  readonly person: Person;
  readonly guest: boolean;
  readonly required: boolean;
  readonly zone: string;
  readonly windows: readonly Window[];
  readonly answered_at: string;
}

export interface Coordinates {
  latitude: number;
  longitude: number;
}

/** Without `most`, there is no limit. */
export interface Budget {
  most?: number;
}

/** What nobody else sees of an answer. */
export interface Preferences {
  mood?: Mood;
  budget?: Budget;
  travel_km?: number;
  location?: Coordinates;
}

/** One's own answer. */
export interface Answer extends Preferences {
  zone: string;
  windows: Window[];
  answered_at: string;
}

export interface NewAnswer extends Preferences {
  zone: string;
  windows: Window[];
  /** Keeps budget, travel and location for the next gatherings. */
  save?: boolean;
}

export interface Suggestion extends Omit<Preferences, 'mood'> {
  windows: Window[];
}

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof weekdays)[number];

/** When somebody usually can. */
export interface Availability extends Omit<Preferences, 'mood'> {
  zone: string;
  weekly: { weekday: Weekday; from: string; minutes: number }[];
}

/** Somebody who can't at a time, and the smallest change of a window of theirs with which they could. */
export interface Missing {
  readonly attendee_id: string;
  readonly name: string;
  readonly required: boolean;
  readonly change?: {
    readonly window?: Stretch;
    readonly earlier: number;
    readonly later: number;
    readonly shift?: number;
  };
}

/** A time, and how many can then. */
export interface Time extends Stretch {
  readonly can: number;
  readonly required_can: number;
  readonly missing: readonly Missing[];
  readonly missing_count: number;
  /** When in it the changes of all who are missing are the smallest, and how many minutes these are. */
  readonly fix?: Stretch & { readonly minutes: number };
}

export interface Times {
  readonly revision: number;
  readonly attendees: number;
  readonly answered: number;
  readonly unanswered: readonly { readonly attendee_id: string; readonly name: string; readonly required: boolean }[];
  readonly everyone: readonly Stretch[];
  readonly complete: boolean;
  readonly best: readonly Time[];
  readonly shorter: readonly Stretch[];
  readonly sittings?: readonly Time[];
  readonly heat: { readonly start: string; readonly step_minutes: number; readonly counts: readonly number[] };
}

export interface Step {
  readonly from: number;
  readonly to?: number;
  readonly count: number;
}

/** A field is absent while fewer than three have answered it. */
export interface Statistics {
  readonly revision: number;
  readonly mood?: { readonly answers: number; readonly counts: Readonly<Record<Mood, number>>; readonly most: readonly Mood[] };
  readonly budget?: { readonly answers: number; readonly everybody: Budget; readonly steps: readonly Step[] };
  readonly travel?: { readonly answers: number; readonly everybody_km: number; readonly steps: readonly Step[] };
  readonly meeting?: {
    readonly answers: number;
    readonly fair: Coordinates & { readonly farthest_km: number };
    readonly reach?: Coordinates & { readonly km: number };
    readonly further_km?: number;
  };
  readonly me?: { readonly fair_km?: number; readonly further_km?: number };
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | null;
}

/** Whether answers are still taken. */
export function isOpen({ state }: Pick<Gathering, 'state'>): boolean {
  return state === 'open';
}
