import { sameDay } from '../../../lib/times';
import type { Message } from '../model';
import type { Waiting } from '../outbox.svelte';
import type { Person } from '../../accounts/model';

const RUN = 5 * 60_000;

/** Whether two messages that follow one another read as one turn of the same person. */
export function oneRun(a: Message, b: Message): boolean {
  return a.sender.id === b.sender.id && sameDay(a.created_at, b.created_at) && Date.parse(b.created_at) - Date.parse(a.created_at) < RUN;
}

/** A message on its way, as it will look when it has arrived. */
export function asMessage(waiting: Waiting, number: number, sender: Person): Message {
  return {
    chat_id: waiting.chat,
    number,
    position: 0,
    sender,
    text: waiting.text,
    client_id: waiting.clientId,
    created_at: new Date(waiting.at).toISOString(),
    edited_at: null,
    deleted: false,
    pinned: false,
    hidden: false,
    content_warning: waiting.warning,
    reply_to: waiting.replyTo,
    reactions: [],
    mentions: [],
    attachments: [],
  };
}

/** The members who have read up to each number, and no farther; who wrote the message itself isn't told of it. */
export function readersAt<T extends { account: Person; read_number?: number | null }>(members: readonly T[], number: number, last: number, sender: string, me: string): T[] {
  return members.filter(({ account, read_number }) => read_number != null && Math.min(read_number, last) === number && account.id !== me && account.id !== sender);
}

/**
 * How many messages are in one list at most. A list has a place for each message, loaded or not, and browsers end
 * elements at some millions of pixels.
 */
export const SPAN = 150_000;

/** The first number of a list in which `number` has its place, in a chat whose newest message is `last`. */
export function spanAround(number: number, last: number): number {
  return Math.max(1, Math.min(number - SPAN / 2, last - SPAN + 1));
}
