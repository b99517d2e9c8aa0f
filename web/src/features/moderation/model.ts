import type { Person } from '../accounts/model';

export type Reason = 'spam' | 'harassment' | 'hate' | 'violence' | 'self_harm' | 'sexual' | 'privacy' | 'other';

export type Act = 'dismiss' | 'hide' | 'delete' | 'warn' | 'mute' | 'ban';

export type Kind = 'message' | 'share' | 'comment' | 'account' | 'space' | 'gathering';

type State = 'open' | 'decided';

interface SubjectOf {
  readonly kind: Kind;
}

/** One's own report. */
export interface Report {
  readonly id: string;
  readonly subject: SubjectOf;
  readonly reason: Reason;
  readonly text: string;
  readonly created_at: string;
  readonly state: State;
}

/** A case in the queue. */
export interface Case {
  readonly id: string;
  readonly subject: SubjectOf;
  readonly space_id?: string;
  readonly author?: Person;
  readonly state: State;
  readonly reports_count: number;
  readonly excerpt: string;
  readonly opened_at: string;
  readonly claimed_by?: Person;
  readonly opinion_wanted_by?: Person;
  readonly decided_at?: string;
}

/** What was reported, with what stood around it. */
export interface Seen {
  readonly title?: string;
  readonly text: string;
  readonly content_warning?: string;
  readonly pictures_count: number;
  readonly at?: string;
  readonly hidden: boolean;
  readonly around: readonly { readonly by?: Person; readonly text: string; readonly at: string; readonly before: boolean }[];
}

/** A decision, as the one it is about reads it. */
export interface Decision {
  readonly id: string;
  readonly act: Act;
  readonly reason: Reason;
  readonly message: string;
  readonly until?: string;
  readonly subject: SubjectOf;
  readonly excerpt: string;
  readonly created_at: string;
  readonly appeal: {
    readonly state: 'none' | 'open' | 'upheld' | 'overturned';
    readonly text: string;
    readonly appealed_at?: string;
    readonly answer: string;
    readonly answered_at?: string;
  };
}

/** A decision, as moderators see it. */
export interface Judged {
  readonly decision: Decision;
  readonly case_id: string;
  readonly decided_by: Person;
  readonly answered_by?: Person;
}

/** A case, with all that is known of it. `then` is how it was reported, `now` how it is; absent once it is gone. */
export interface Details {
  readonly case: Case;
  readonly then?: Seen;
  readonly now?: Seen;
  readonly reports: readonly { readonly reporter: number; readonly reason: Reason; readonly text: string; readonly created_at: string }[];
  readonly notes: readonly { readonly by: Person; readonly text: string; readonly created_at: string }[];
  readonly decisions: readonly Judged[];
}

/** What waits for a moderator before others see it. */
export interface Held {
  readonly id: string;
  readonly author: Person;
  readonly kind: Kind;
  readonly text: string;
  readonly created_at: string;
}

/** What was done with power over others. Without `actor` it was whoever runs the server. */
export interface Entry {
  readonly number: number;
  readonly at: string;
  readonly actor?: Person;
  readonly act: string;
  readonly subject_id?: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Help lines of a region; "" is everywhere else. */
export interface Card {
  readonly region: string;
  readonly title: string;
  readonly text: string;
  readonly lines: readonly { readonly name: string; readonly phone?: string; readonly url?: string; readonly hours?: string }[];
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | null;
}

export const reasons = ['spam', 'harassment', 'hate', 'violence', 'self_harm', 'sexual', 'privacy', 'other'] as const satisfies readonly Reason[];

export const kinds = ['message', 'share', 'comment', 'account', 'space', 'gathering'] as const satisfies readonly Kind[];

const acts = ['dismiss', 'hide', 'delete', 'warn', 'mute', 'ban'] as const satisfies readonly Act[];

/** What can be decided about such a subject; admins of a space decide only about what was said there. */
export function actsOn(kind: Kind, hasAuthor: boolean, everywhere: boolean): Act[] {
  const said = kind === 'message' || kind === 'share' || kind === 'comment';
  return acts.filter((act) => {
    if (act === 'dismiss') return true;
    if (act === 'hide') return said;
    if (act === 'delete') return said || (everywhere && (kind === 'gathering' || kind === 'space'));
    return everywhere && hasAuthor;
  });
}

/** What a decision would be, as far as it is chosen. */
export interface Verdict {
  readonly act: Act;
  readonly reason: Reason;
  readonly until: string | null;
  readonly message: string;
}

/** The decision as the one it is about would read it; null where nobody reads anything. */
export function preview({ act, reason, until, message }: Verdict, { id, subject, excerpt }: Pick<Case, 'id' | 'subject' | 'excerpt'>, now: Date): Decision | null {
  if (act === 'dismiss') return null;
  const appeal = { state: 'none' as const, text: '', answer: '' };
  return { id, act, reason, message: message.trim(), ...(until && { until }), subject, excerpt, created_at: now.toISOString(), appeal };
}

/** Acts end after so many days; "" where they don't end. */
export function untilAfter(days: string, now: Date): string | null {
  return days === '' ? null : new Date(now.getTime() + Number(days) * 24 * 60 * 60 * 1000).toISOString();
}

/** The regions of cards, each once. First the one that fits, or "", which is everywhere else. */
export function regionsOf(cards: readonly Card[], mine: string): string[] {
  const all = [...new Set(cards.map(({ region }) => region))].sort((a, b) => a.localeCompare(b));
  const fits = all.filter((region) => region !== '' && region.toLocaleLowerCase() === mine.trim().toLocaleLowerCase());
  const first = fits.length > 0 ? fits : all.filter((region) => region === '');
  return [...first, ...all.filter((region) => region !== '' && !first.includes(region)), ...all.filter((region) => region === '' && !first.includes(region))];
}
