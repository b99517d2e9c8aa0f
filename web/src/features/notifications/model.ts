import type { Language } from '../../lib/catalogue';
import type { Person } from '../accounts/model';

/** What one can hear of, in the order in which it can be chosen. */
export const kinds = [
  'message_direct',
  'message_group',
  'mention',
  'reply',
  'reaction',
  'share',
  'comment',
  'invitation',
  'request',
  'gathering_proposed',
  'gathering_answered',
  'gathering_settled',
  'gathering_changed',
  'gathering_reminder',
  'moderation',
] as const;
export type Kind = (typeof kinds)[number];

/** How one hears of it. */
export const ways = ['page', 'email', 'push'] as const;
export type Way = (typeof ways)[number];

/**
 * Something for one account. `count` grows while it is unread and the same happens again. What is unread in a chat is one,
 * and what is new in a space; of that, `share_id`, `gathering_id` and `excerpt` are the newest’s.
 */
export interface Notification {
  readonly id: string;
  readonly kind: Kind;
  readonly at: string;
  readonly seen: boolean;
  readonly read: boolean;
  readonly count: number;
  readonly actors: readonly Person[];
  readonly actors_count: number;
  readonly title: string;
  readonly excerpt?: string;
  readonly chat_id?: string;
  readonly number?: number;
  readonly space_id?: string;
  readonly share_id?: string;
  readonly comment_id?: string;
  readonly gathering_id?: string;
  readonly report_id?: string;
  readonly decision_id?: string;
}

/** How many one hasn't come by yet, and how many are unread. */
export interface Counts {
  readonly unseen: number;
  readonly unread: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | null;
}

/** From a time of the day until another, which may be on the next day: "22:00". */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

export const emailModes = ['off', 'at_once', 'daily'] as const;
export type EmailMode = (typeof emailModes)[number];

/** What one hears of, and how. Without `quiet` there are no quiet hours. */
export interface Preferences {
  readonly email: EmailMode;
  readonly daily_hour: number;
  readonly push: boolean;
  /** Whether a push says what it is about. */
  readonly push_content: boolean;
  readonly quiet?: QuietHours | null;
  readonly zone: string;
  readonly discreet: boolean;
  /** The language of mails and pushes. */
  readonly locale: Language;
  readonly kinds: Readonly<Record<Kind, Readonly<Record<Way, boolean>>>>;
}

/** A device that is pushed to. */
export interface Subscription {
  readonly id: string;
  readonly label: string;
  readonly created_at: string;
}

export const levels = ['all', 'mentions', 'nothing'] as const;
export type Level = (typeof levels)[number];

/** How much one hears of a space, and until when if that ends. */
export interface SpaceLevel {
  readonly space_id: string;
  readonly level: Level;
  readonly until?: string | null;
}

/** Where on the page it is. */
export function addressOf(one: Notification): string {
  const { kind, count, chat_id, number, space_id, share_id, gathering_id, decision_id } = one;
  if (kind === 'moderation') return decision_id ? '/decisions' : '/moderation';
  if (chat_id) return number && !isOfMessages(kind) ? `/chats/${chat_id}/messages/${number}` : `/chats/${chat_id}`;
  if (kind === 'invitation') return `/invited/${space_id}`;
  if (isOfSpace(one) && count > 1) return kind === 'share' ? `/spaces/${space_id}/shares` : `/spaces/${space_id}/gatherings`;
  return share_id ? `/spaces/${space_id}/shares?share=${share_id}` : `/gatherings/${gathering_id}`;
}

/** Whether it stands for all that was posted or proposed in a space. A gathering to which one was asked has its own title. */
export function isOfSpace({ kind, excerpt }: Notification): boolean {
  return kind === 'share' || (kind === 'gathering_proposed' && excerpt !== undefined);
}

/** Whether it stands for all that is unread in a chat: it is read by reading the chat, and isn't kept by itself. */
export function isOfMessages(kind: Kind): boolean {
  return kind === 'message_direct' || kind === 'message_group';
}
