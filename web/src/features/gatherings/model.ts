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
export type Missing = Readonly<Schemas['MissingAttendee']>;

/** A time, and how many can then. */
export type Time = Readonly<Schemas['GatheringTime']>;

/** A time that is too short, and how many can then. */
export type ShortTime = Readonly<Schemas['ShortTime']>;

export type Times = Readonly<Schemas['GatheringTimes']>;

export type Step = Readonly<Schemas['StatisticsStep']>;

/** A field is absent while too few have answered it. */
export type Statistics = Readonly<Schemas['GatheringStatistics']>;

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | null;
}

/** Whether answers are still taken. */
export function isOpen({ state }: Pick<Gathering, 'state'>): boolean {
  return state === 'open';
}
