import type { Chat, ChatNews, Message, ReadMark } from './model';

/** The chats of an account. Every change to it may be applied twice with the same result. */
export type ChatList = readonly Chat[];

export function withChat(list: ChatList, chat: Chat): ChatList {
  const known = list.find((other) => other.id === chat.id);
  return ordered([...list.filter((other) => other !== known), known ? newerOf(known, chat) : chat]);
}

/** A chat that was read before the latest events were heard does not undo them. */
function newerOf(known: Chat, read: Chat): Chat {
  if (read.position >= known.position) return read;
  const { last_message, last_number, position } = known;
  return { ...read, last_message, last_number, position, me: { ...read.me, read_number: known.me.read_number, unread: known.me.unread } };
}

export function withoutChat(list: ChatList, id: string): ChatList {
  return list.filter((chat) => chat.id !== id);
}

export function withNews(list: ChatList, news: ChatNews): ChatList {
  return changed(list, news.id, (chat) => ({
    ...chat,
    ...news,
    // What is personal, and what messages tell better, stays as it is known here.
    me: chat.me,
    with: chat.with,
    last_message: chat.last_message,
    last_number: chat.last_number,
    position: chat.position,
  }));
}

export function withMessage(list: ChatList, message: Message, me: string): ChatList {
  return changed(list, message.chat_id, (chat) => {
    const position = Math.max(chat.position, message.position);
    if (message.number <= chat.last_number) {
      const last = chat.last_message;
      const newer = last?.number === message.number && last.position <= message.position;
      return { ...chat, position, last_message: newer ? message : last };
    }
    const unread = message.sender.id !== me && message.number > chat.me.read_number ? chat.me.unread + 1 : chat.me.unread;
    return { ...chat, position, last_number: message.number, last_message: message, me: { ...chat.me, unread } };
  });
}

/** `unread` isn't in every mark: then what can be told is that all is read, or nothing. */
export function withReadMark(list: ChatList, mark: ReadMark): ChatList {
  return changed(list, mark.chat_id, (chat) => {
    if (mark.number < chat.me.read_number) return chat;
    const unread = mark.number >= chat.last_number ? 0 : (mark.unread ?? chat.me.unread);
    return { ...chat, me: { ...chat.me, read_number: mark.number, unread } };
  });
}

export function unreadIn(list: ChatList): number {
  return list.reduce((sum, chat) => sum + chat.me.unread, 0);
}

/** Chats whose title or person has the words, as typed. */
export function matching(list: ChatList, words: string, title: (chat: Chat) => string): ChatList {
  const wanted = words.trim().toLocaleLowerCase();
  return wanted === '' ? list : list.filter((chat) => title(chat).toLocaleLowerCase().includes(wanted));
}

function changed(list: ChatList, id: string, change: (chat: Chat) => Chat): ChatList {
  if (!list.some((chat) => chat.id === id)) return list;
  return ordered(list.map((chat) => (chat.id === id ? change(chat) : chat)));
}

function ordered(list: ChatList): ChatList {
  return [...list].sort((a, b) => Date.parse(lastAt(b)) - Date.parse(lastAt(a)) || (a.id < b.id ? 1 : -1));
}

export function lastAt(chat: Chat): string {
  return chat.last_message?.created_at ?? chat.created_at;
}
