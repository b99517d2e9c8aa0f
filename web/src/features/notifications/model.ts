import type { Schemas } from '../../lib/api';

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
] as const satisfies readonly Kind[];
export type Kind = Schemas['NotificationKind'];

/** How one hears of it. */
export const ways = ['page', 'email', 'push'] as const satisfies readonly Way[];
export type Way = keyof Schemas['NotificationChannels'];

/**
 * Something for one account. `count` grows while it is unread and the same happens again. What is unread in a chat is one,
 * and what is new in a space; of that, `share_id`, `gathering_id` and `excerpt` are the newest’s.
 */
export type Notification = Readonly<Schemas['Notification']>;

/** How many one hasn't come by yet, and how many are unread. */
export type Counts = Schemas['NotificationCounts'];

export const emailModes = ['off', 'at_once', 'daily'] as const satisfies readonly Schemas['NotificationEmail'][];

/** What one hears of, and how. Without `quiet` there are no quiet hours. The server always tells all of it. */
export type Preferences = Readonly<Omit<Schemas['NotificationSettings'], 'kinds' | 'quiet'>> & {
  readonly quiet?: Schemas['QuietHours'] | null;
  readonly push_content: boolean;
  readonly kinds: Readonly<Record<Kind, Readonly<Schemas['NotificationChannels']>>>;
};

/** A device that is pushed to. */
export type Subscription = Readonly<Schemas['PushSubscription']>;

export type Level = Schemas['ChatLevel'];
export const levels = ['all', 'mentions', 'nothing'] as const satisfies readonly Level[];

/** How much one hears of a space, and until when if that ends. */
export type SpaceLevel = Readonly<Schemas['SpaceLevel']>;

/** Where on the page it is. */
export function addressOf(one: Notification): string {
  const { kind, count, chat_id, number, space_id, share_id, gathering_id } = one;
  // Both what was decided about one, and what became of what one reported.
  if (kind === 'moderation') return '/decisions';
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
