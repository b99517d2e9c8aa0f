import type { Schemas } from '../../lib/api';
import { t } from '../../lib/words.svelte';
import { silenced } from '../accounts/blocks/silenced.svelte';
import { faceOf, type Person } from '../accounts/model';
import { textOf } from '../../components/markdown/text';
import { trees } from '../../components/markdown/trees.svelte';

const EXCERPT = 300;

/** `number` counts messages in the chat from 1; `position` counts messages and changes to them, so the newest state of a message has the highest. */
export type Message = Schemas['Message'];

/** What one wants to hear of a chat. */
export type Level = Schemas['MyPart']['level'];

/** One's own part in a chat. `mentioned`, whether something unread names one, is found out here. */
export type Me = Schemas['MyPart'] & { mentioned?: boolean };

/** A chat as one of its members sees it; `last_message` is absent before the first, `with` is the other one of a direct chat. */
export type Chat = Schemas['Chat'] & { me: Me };

/** What `chat.changed` carries: a chat without what is personal. */
export type ChatNews = Partial<Chat> & { id: string };

export type ReadMark = Omit<Schemas['ReadMarkBody'], 'unread'> & { unread?: number };

/** `confirmed`: its writer was asked to think again, and means it. */
export type NewMessage = Schemas['NewMessageBody'] & { readonly confirmed?: boolean };

export type Member = Schemas['Member'];

export type Role = Schemas['ChatRole'];

export type MessagePage = Schemas['History'];

/** What `live.resume` answers for one chat. */
export interface Missed {
  messages: Message[];
  position: number;
  last_number: number;
  reload: boolean;
}

/** The id by which one is known in a chat: in a space, one may go by another name. `me` is the account's own. */
export function myId(chat: Chat | undefined, me: string): string {
  return chat?.me.person.id ?? me;
}

/** By what somebody is mentioned, after the @: the username, or where one goes by another name, that as one word. */
export function handleOf(person: Person): string {
  if (person.deleted) return '';
  return person.username ?? person.name.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim().replaceAll(' ', '-');
}

export function nameOf(person: Person): string {
  return person.deleted ? t().chat.deletedAccount : person.name;
}

/** The small picture beside the title of a chat, or "". */
export function pictureOf(chat: Chat): string {
  return chat.with ? faceOf(chat.with) : '';
}

export function titleOf(chat: Chat): string {
  if (chat.kind === 'direct') return chat.with ? nameOf(chat.with) : t().chat.directChat;
  return chat.title ?? t().chat.group;
}

/** A direct chat belongs to both; in a group only its owner and admins change and pin. */
export function mayManage(chat: Chat): boolean {
  return chat.me.state === 'member' && (chat.kind === 'direct' || chat.me.role !== 'member');
}

export function mayDelete(chat: Chat, message: Message, me: string): boolean {
  return message.sender.id === me || (chat.kind === 'group' && mayManage(chat));
}

/** What stands in the place of a message of which nothing is shown any more; "" for any other. */
export function goneWords({ deleted, hidden }: Pick<Message, 'deleted' | 'hidden'>): string {
  return deleted ? t().chat.messageDeleted : hidden ? t().chat.messageHidden : '';
}

/** "3 pictures", or "" where there are none. */
export function picturesOf({ attachments }: Message): string {
  return attachments.length > 0 ? t().chat.pictures(attachments.length) : '';
}

/**
 * A message in one line, as lists and quotes show it: its words, without their form; not those of somebody whom one
 * blocked or muted, nor what has a content warning.
 */
export function excerptOf(message: Message): string {
  if (message.deleted || message.hidden) return goneWords(message);
  if (silenced.how(message.sender.id)) return silenced.said(message.sender);
  if (message.content_warning) return t().chat.warningAbout(message.content_warning);
  return textOf(trees.of(message)).slice(0, EXCERPT) || picturesOf(message);
}
