import { myId, type Chat, type ChatNews, type Level, type Message, type ReadMark } from './model';

/** The chats of an account. Every change to it may be applied twice with the same result. */
export type ChatList = readonly Chat[];

export function withChat(list: ChatList, chat: Chat): ChatList {
  const known = list.find((other) => other.id === chat.id);
  return ordered([...list.filter((other) => other !== known), known ? newerOf(known, chat) : chat]);
}

/** A chat that was read before the latest events were heard does not undo them. */
function newerOf(known: Chat, read: Chat): Chat {
  if (read.position >= known.position) return read;
  const { last_message, last_number, position, active_at } = known;
  const { read_number, unread, mentioned } = known.me;
  return { ...read, last_message, last_number, position, active_at, me: { ...read.me, read_number, unread, mentioned } };
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

/** What the account wants to hear of a chat. */
export function withLevel(list: ChatList, id: string, level: Level, until: string | null): ChatList {
  return changed(list, id, (chat) => ({ ...chat, me: { ...chat.me, level, level_until: until } }));
}

export function withMessage(list: ChatList, message: Message, me: string): ChatList {
  return changed(list, message.chat_id, (chat) => {
    const position = Math.max(chat.position, message.position);
    if (message.number <= chat.last_number) {
      const last = chat.last_message;
      const newer = last?.number === message.number && last.position <= message.position;
      return { ...chat, position, last_message: newer ? message : last };
    }
    const isUnread = message.sender.id !== myId(chat, me) && message.number > chat.me.read_number;
    const unread = isUnread ? chat.me.unread + 1 : chat.me.unread;
    const mentioned = chat.me.mentioned || (isUnread && message.mentions.includes(myId(chat, me)));
    return { ...chat, position, last_number: message.number, last_message: message, active_at: message.created_at, me: { ...chat.me, unread, mentioned } };
  });
}

/** `unread` isn't in every mark: then what can be told is that all is read, or nothing. */
export function withReadMark(list: ChatList, mark: ReadMark): ChatList {
  return changed(list, mark.chat_id, (chat) => {
    if (mark.number < chat.me.read_number) return chat;
    const unread = mark.number >= chat.last_number ? 0 : (mark.unread ?? chat.me.unread);
    return { ...chat, me: { ...chat.me, read_number: mark.number, unread, mentioned: unread > 0 && chat.me.mentioned } };
  });
}

/** What is muted doesn't count, and of a chat with level "mentions" only one by which one is named. */
export function unreadIn(list: ChatList): number {
  return list.reduce((sum, chat) => sum + (!isQuiet(chat) ? chat.me.unread : chat.me.level === 'mentions' && chat.me.mentioned ? 1 : 0), 0);
}

/** Whether a chat shows what is unread without calling for attention. A level that has run out is as good as none. */
export function isQuiet({ me }: Chat): boolean {
  return (me.level ?? 'all') !== 'all' && (!me.level_until || Date.parse(me.level_until) > Date.now());
}

/** Whether I am named in what is unread, as far as the last message says; later ones are heard. */
export function withMentions(chat: Chat, me: string): Chat {
  const mentioned = chat.me.unread > 0 && chat.last_message?.mentions.includes(myId(chat, me)) === true;
  return { ...chat, me: { ...chat.me, mentioned } };
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
