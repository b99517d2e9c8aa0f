import type { Person } from '../accounts/model';

export interface Message {
  chat_id: string;
  /** Counts messages in the chat, from 1. */
  number: number;
  /** Counts messages and changes to them in the chat: the newest state of a message has the highest. */
  position: number;
  sender: Person;
  text: string | null;
  client_id: string | null;
  created_at: string;
  edited_at: string | null;
  deleted: boolean;
  pinned: boolean;
  content_warning: string | null;
  /** The number of the message that this one answers. */
  reply_to: number | null;
  reactions: { emoji: string; count: number; account_ids: string[] }[];
}

export interface Chat {
  id: string;
  kind: 'direct' | 'group';
  title: string | null;
  members_count: number;
  last_number: number;
  position: number;
  /** Absent before the first. */
  last_message?: Message | null;
  created_at: string;
  /** In a direct chat, the other one. */
  with: Person | null;
  me: { role: 'owner' | 'admin' | 'member'; state: 'member' | 'requested'; read_number: number; unread: number };
}

/** What `chat.changed` carries: a chat without what is personal. */
export type ChatNews = Partial<Chat> & { id: string };

export interface ReadMark {
  chat_id: string;
  account_id: string;
  number: number;
  unread?: number;
}

export interface MessagePage {
  items: Message[];
  last_number: number;
}

/** What `live.resume` answers for one chat. */
export interface Missed {
  messages: Message[];
  position: number;
  last_number: number;
  reload: boolean;
}

export function nameOf(person: Person): string {
  return person.deleted ? 'Deleted account' : person.name;
}

export function titleOf(chat: Chat): string {
  if (chat.kind === 'direct') return chat.with ? nameOf(chat.with) : 'Direct chat';
  return chat.title ?? 'Group';
}
