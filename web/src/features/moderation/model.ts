import type { Schemas } from '../../lib/api';

export type Reason = Schemas['ReportReason'];

export type Act = Schemas['DecisionAct'];

export type Kind = Schemas['SubjectKind'];

/** One's own report. */
export type Report = Schemas['Report'];

/** A case in the queue. */
export type Case = Schemas['ModerationCase'];

/** What was reported, with what stood around it. */
export type Seen = Schemas['SeenView'];

/** A decision, as the one it is about reads it. */
export type Decision = Schemas['Decision'];

/** A decision, as moderators see it. */
export type Judged = Schemas['ModerationDecision'];

/** A case, with all that is known of it. `then` is how it was reported, `now` how it is; absent once it is gone. */
export type Details = Schemas['ModerationCaseDetails'];

/** What waits for a moderator before others see it. */
export type Held = Schemas['Held'];

/** What was done with power over others. Without `actor` it was whoever runs the server. */
export type Entry = Schemas['AuditEntry'];

/** What was found of a piece of the log. While there is `next`, there is more. */
export type Piece = Schemas['AuditVerification'];

/** Where the log isn't as it was written. */
export type Wrong = Schemas['AuditFault'];

/** Help lines of a region; "" is everywhere else. */
export type Card = Schemas['CrisisCard'];

/** Who reported, for whom it was revealed. */
export type Reporter = Schemas['RevealedView'];

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
export function preview({ act, reason, until, message }: Verdict, { id, subject, excerpt, content_warning }: Pick<Case, 'id' | 'subject' | 'excerpt' | 'content_warning'>, now: Date): Decision | null {
  if (act === 'dismiss') return null;
  const appeal = { state: 'none' as const, text: '', answer: '' };
  return { id, act, reason, message: message.trim(), ...(until && { until }), subject, excerpt, ...(content_warning && { content_warning }), created_at: now.toISOString(), appeal };
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
