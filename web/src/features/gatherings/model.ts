import type { Schemas } from '../../lib/api';

/** Somebody's time: it begins at an instant (RFC 3339), and lasts some minutes. */
export type Window = Schemas['Window'];

/** From an instant to another. */
export type Stretch = Readonly<Schemas['Sitting']>;

export const moods = ['chill', 'energetic', 'traditional', 'anything'] as const satisfies readonly Schemas['Mood'][];
export type Mood = Schemas['Mood'];

export const rsvps = ['yes', 'maybe', 'no'] as const satisfies readonly Schemas['Rsvp'][];
export type Rsvp = (typeof rsvps)[number];

export type Vote = Schemas['Vote'];

export type GatheringState = Schemas['GatheringState'];

/** One of the times that are voted on. */
export type Candidate = Readonly<Schemas['PollCandidate']>;

/** What is being planned. `me`, what one is to it, is absent in news to all. */
export type Gathering = Readonly<Schemas['Gathering']>;

export type NewGathering = Schemas['NewGatheringBody'];

export type GatheringChange = Schemas['GatheringChangeBody'];

export type GatheringLink = Readonly<Schemas['GatheringLink']>;

export type Proposed = Schemas['ProposedGathering'];

/** What somebody sees who came by a link, before they take part. */
export type GatheringPreview = Schemas['GatheringPreview'];

export type Attendee = Readonly<Schemas['Attendee']>;

/** When somebody can, as all who take part see it. */
export type AttendeeAnswer = Readonly<Schemas['AnsweredWith']>;

export type Coordinates = Schemas['CoarseLocation'];

/** Without `most`, there is no limit. */
export type Budget = Schemas['Budget'];

/** One's own answer. */
export type Answer = Schemas['Answer'];

export type NewAnswer = Schemas['NewAnswer'];

export type Suggestion = Schemas['AnswerSuggestion'];

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const satisfies readonly Schemas['Weekday'][];
export type Weekday = Schemas['Weekday'];

/** When somebody usually can. */
export type Availability = Schemas['Availability'];

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
