import { Live } from '../../lib/live.svelte';
import { sentence } from '../../lib/problem';
import { acceptRequest, createGroup, getChat, leaveChat, listChats, listRequests, markRead, startDirect } from './api';
import { unreadIn, withChat, withMessage, withNews, withReadMark, withoutChat, type ChatList } from './chat-list';
import type { Chat, ChatNews, Message, ReadMark } from './model';
import { Outbox } from './outbox.svelte';
import { Timelines } from './timelines.svelte';
import { Typing, type TypingNews } from './typing.svelte';

type Change = (list: ChatList) => ChatList;

/** Everything that the chat pages show, kept up to date over the live connection until `close`. */
export class Chats {
  readonly me: string;
  readonly live: Live;
  readonly timelines = new Timelines(
    () => this.live,
    (chat) => this.#change((list) => withChat(list, chat)),
    (message) => this.outbox.arrived(message),
  );
  readonly outbox = new Outbox((message) => this.#heard(message));
  readonly typing = new Typing((chat_id, typing) => this.live.hint('chat.typing', { chat_id, typing }));
  /** What was written and not sent, by chat. */
  readonly drafts = new Map<string, string>();

  list = $state.raw<ChatList>([]);
  loaded = $state(false);
  trouble = $state('');
  more = $state<string | null>(null);
  /** A chat that this account left, or was removed from, while it was open. */
  left = $state('');
  unread = $derived(unreadIn(this.list));

  /** Changes heard while the list is being read, to be made again on what was read. */
  #meanwhile: Change[] | null = null;
  #loadAgain = false;
  #marking = new Map<string, number>();

  constructor(me: string) {
    this.me = me;
    const message = (body: Message) => this.#heard(body);
    this.live = new Live(
      {
        'message.sent': message,
        'message.edited': message,
        'message.deleted': message,
        'message.reacted': message,
        'message.pinned': message,
        'chat.read': (mark: ReadMark) => mark.account_id === me && this.#change((list) => withReadMark(list, mark)),
        'chat.typing': (news: TypingNews) => news.account_id !== me && this.typing.heard(news),
        'chat.joined': (chat: Chat) => this.#change((list) => withChat(list, chat)),
        'chat.left': ({ chat_id }: { chat_id: string }) => this.#leave(chat_id),
        'chat.changed': (news: ChatNews) => this.#change((list) => withNews(list, news)),
      },
      () => void Promise.all([this.load(), this.timelines.resume()]),
    );
    void this.load();
  }

  find(id: string): Chat | undefined {
    return this.list.find((chat) => chat.id === id);
  }

  async load(): Promise<void> {
    if (this.#meanwhile) {
      this.#loadAgain = true;
      return;
    }
    this.#meanwhile = [];
    this.#loadAgain = false;
    this.trouble = '';
    try {
      const [page, requests] = await Promise.all([listChats(null), listRequests()]);
      const read: ChatList = [...page.items, ...requests.items].reduce(withChat, [] as ChatList);
      this.list = this.#meanwhile.reduce((list, change) => change(list), read);
      this.more = page.next;
      this.loaded = true;
    } catch (error) {
      this.trouble = sentence(error);
    } finally {
      this.#meanwhile = null;
      if (this.#loadAgain) void this.load();
    }
  }

  async loadMore(): Promise<void> {
    const page = await listChats(this.more);
    this.#change((list) => page.items.filter((chat) => !list.some((known) => known.id === chat.id)).reduce(withChat, list));
    this.more = page.next;
  }

  async startDirect(account: string): Promise<Chat> {
    return this.#add(await startDirect(account));
  }

  async createGroup(title: string, members: string[]): Promise<Chat> {
    return this.#add(await createGroup(title, members));
  }

  async accept(id: string): Promise<void> {
    await acceptRequest(id);
    this.#add(await getChat(id));
  }

  async decline(id: string): Promise<void> {
    await leaveChat(id, this.me);
    this.#change((list) => withoutChat(list, id));
    this.timelines.forget(id);
  }

  /** Marks all up to `number` as read. Best effort: the next mark, or the next start, makes up for a lost one. */
  async read(id: string, number: number): Promise<void> {
    const chat = this.find(id);
    if (!chat || chat.me.state !== 'member' || number <= Math.max(chat.me.read_number, this.#marking.get(id) ?? 0)) return;
    this.#marking.set(id, number);
    const mark = await markRead(id, number).catch(() => null);
    this.#marking.delete(id);
    if (mark) this.#change((list) => withReadMark(list, mark));
  }

  close(): void {
    this.typing.iStop();
    this.live.close();
  }

  #add(chat: Chat): Chat {
    this.#change((list) => withChat(list, chat));
    return chat;
  }

  #change(change: Change): void {
    this.#meanwhile?.push(change);
    this.list = change(this.list);
  }

  #heard(message: Message): void {
    this.outbox.arrived(message);
    this.timelines.heard(message);
    this.typing.heard({ chat_id: message.chat_id, account_id: message.sender.id, typing: false });
    if (this.find(message.chat_id)) this.#change((list) => withMessage(list, message, this.me));
    else if (this.loaded) void getChat(message.chat_id).then((chat) => this.#add(chat), () => undefined);
  }

  #leave(id: string): void {
    this.#change((list) => withoutChat(list, id));
    this.timelines.forget(id);
    this.left = id;
  }
}
