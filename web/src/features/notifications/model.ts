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

/** Something for one account. `count` grows while it is unread and the same happens again; what is unread in a chat has the chat's id. */
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
  readonly quiet?: QuietHours | null;
  readonly zone: string;
  readonly discreet: boolean;
  readonly kinds: Readonly<Record<Kind, Readonly<Record<Way, boolean>>>>;
}

/** A device that is pushed to. */
export interface Subscription {
  readonly id: string;
  readonly label: string;
  readonly endpoint: string;
  readonly created_at: string;
}

export const levels = ['all', 'mentions', 'nothing'] as const;
export type Level = (typeof levels)[number];

/** How much one hears of a space, and until when if that ends. */
export interface SpaceLevel {
  readonly level: Level;
  readonly until?: string | null;
}

/** Where on the page it is. */
export function addressOf({ kind, chat_id, number, space_id, share_id, gathering_id, decision_id }: Notification): string {
  if (kind === 'moderation') return decision_id ? '/decisions' : '/moderation';
  if (chat_id) return number && !isOfMessages(kind) ? `/chats/${chat_id}/messages/${number}` : `/chats/${chat_id}`;
  if (gathering_id) return `/gatherings/${gathering_id}`;
  if (share_id) return `/spaces/${space_id}/shares?share=${share_id}`;
  if (kind === 'invitation') return '/invited';
  return kind === 'request' ? `/spaces/${space_id}/requests` : `/spaces/${space_id}`;
}

/** Whether it stands for all that is unread in a chat: it is read by reading the chat, and isn't kept by itself. */
export function isOfMessages(kind: Kind): boolean {
  return kind === 'message_direct' || kind === 'message_group';
}
