import { Live } from '../../lib/live.svelte';
import { sentence } from '../../lib/problem';
import { toasts } from '../../lib/toasts.svelte';
import { currentTokens, onTokens } from '../../lib/tokens';
import { t } from '../../lib/words.svelte';
import { Acts } from './acts';
import { acceptRequest, createGroup, getChat, listChats, listRequests, markRead, removeMember, renameGroup, sendMessage, setLevel, startDirect, type Page } from './api';
import { unreadIn, withChat, withLevel, withMentions, withMessage, withNews, withReadMark, withoutChat, type ChatList } from './chat-list';
import { Drafts } from './drafts.svelte';
import { Kept } from '../../lib/kept';
import { MemberLists } from './members.svelte';
import { myId, titleOf, type Chat, type ChatNews, type Level, type Message, type ReadMark } from './model';
import { Outbox } from './outbox.svelte';
import { Presence, type PresenceNews } from './presence.svelte';
import { Timelines } from './timelines.svelte';
import { Typing, type TypingNews } from './typing.svelte';

type Change = (list: ChatList) => ChatList;

/** Everything that the chat pages show, kept up to date over the live connection until `close`. */
export class Chats {
  readonly me: string;
  readonly live: Live;
  readonly timelines = new Timelines({
    live: () => this.live,
    listed: (id) => this.find(id),
    loaded: (chat) => this.#add(chat),
    caughtUp: (message) => this.outbox.arrived(message),
  });
  readonly kept: Kept;
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  readonly acts: Acts;
  readonly members = new MemberLists();
  readonly presence = new Presence();
  readonly typing = new Typing((chat_id, typing) => this.live.hint('chat.typing', { chat_id, typing }));

  list = $state.raw<ChatList>([]);
  loaded = $state(false);
  trouble = $state('');
  more = $state<string | null>(null);
  /** A chat that this account left, or was removed from, while it was open. */
  left = $state('');
  /** The newest message of another that was heard live. */
  latest = $state.raw<Message | null>(null);
  unread = $derived(unreadIn(this.list));

  /** Changes heard while the list is being read, to be made again on what was read. */
  #meanwhile: Change[] | null = null;
  #loadAgain = false;
  #loadingMore = false;
  #marking = new Map<string, number>();
  /** The chats that are being left from here. */
  #leaving = new Set<string>();
  #stopListening: () => void;

  constructor(me: string) {
    this.me = me;
    this.kept = new Kept(me);
    this.drafts = new Drafts(this.kept);
    this.acts = new Acts(this.kept, this.timelines);
    this.outbox = new Outbox(this.kept, sendMessage, (message) => this.#heard(message));
    // Who signs out leaves nothing behind for the next one at this machine.
    this.#stopListening = onTokens((tokens) => tokens ?? this.#forgetAll());
    const message = (body: Message) => this.#heard(body);
    this.live = new Live(
      {
        'message.sent': (body: Message) => {
          this.#heard(body);
          if (body.sender.id !== this.idIn(body.chat_id)) this.latest = body;
        },
        'message.edited': message,
        'message.deleted': message,
        'message.hidden': message,
        'message.restored': message,
        'message.reacted': message,
        'message.pinned': message,
        'chat.read': (mark: ReadMark) => this.#marked(mark),
        'chat.typing': (news: TypingNews) => news.account_id !== this.idIn(news.chat_id) && this.typing.heard(news),
        'chat.joined': (chat: Chat) => this.#add(chat),
        'chat.left': ({ chat_id }: { chat_id: string }) => this.#removed(chat_id),
        'chat.changed': (news: ChatNews) => this.#changed(news),
        'level.changed': ({ chat_id, level, until }: { chat_id: string; level: Level; until: string | null }) =>
          this.#change((list) => withLevel(list, chat_id, level, until)),
        // Whoever goes by another name there now does so in its chats, too.
        'space.member_changed': ({ space_id }: { space_id: string }) =>
          this.list.filter((chat) => chat.space_id === space_id).forEach((chat) => this.members.changed(chat)),
        'presence.changed': (news: PresenceNews) => this.presence.heard(news),
      },
      () => this.#connected(),
    );
    void this.load();
    this.outbox.flush();
  }

  find(id: string): Chat | undefined {
    return this.list.find((chat) => chat.id === id);
  }

  /** Who one is in a chat. */
  idIn(id: string): string {
    return myId(this.find(id), this.me);
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
      const [{ items, next }, requests] = await Promise.all([this.#asManyAsBefore(), listRequests()]);
      const listed = [...items, ...requests.items];
      const opened = await Promise.all(this.timelines.ids().filter((id) => !listed.some((chat) => chat.id === id)).map(orNull));
      const read = [...listed, ...opened.filter((chat) => chat !== null)].map((chat) => withMentions(chat, this.me)).reduce(withChat, [] as ChatList);
      this.list = this.#meanwhile.reduce((list, change) => change(list), read);
      this.more = next ?? null;
      this.loaded = true;
    } catch (error) {
      this.trouble = sentence(error);
    } finally {
      this.#meanwhile = null;
      if (this.#loadAgain) void this.load();
    }
  }

  async loadMore(): Promise<void> {
    if (this.#loadingMore || !this.more) return;
    this.#loadingMore = true;
    try {
      const page = await listChats(this.more);
      const items = page.items.map((chat) => withMentions(chat, this.me));
      this.#change((list) => items.filter((chat) => !list.some((known) => known.id === chat.id)).reduce(withChat, list));
      this.more = page.next ?? null;
    } finally {
      this.#loadingMore = false;
    }
  }

  async startDirect(account: string): Promise<Chat> {
    return this.#add(await startDirect(account));
  }

  async createGroup(title: string, members: string[]): Promise<Chat> {
    return this.#add(await createGroup(title, members));
  }

  /** Takes in a chat that was opened or joined elsewhere. */
  keep(chat: Chat): void {
    this.#add(chat);
  }

  async accept(id: string): Promise<void> {
    await acceptRequest(id);
    this.#add(await getChat(id));
  }

  /** Leaves a group, puts a direct chat away, or declines a request. */
  async leave(id: string): Promise<void> {
    this.#leaving.add(id);
    try {
      await removeMember(id, this.idIn(id));
      this.#leave(id);
    } finally {
      this.#leaving.delete(id);
    }
  }

  async rename(id: string, title: string): Promise<void> {
    this.#add(await renameGroup(id, title));
  }

  async setLevel(id: string, level: Level, until: string | null): Promise<void> {
    await setLevel(id, level, until);
    this.#change((list) => withLevel(list, id, level, until));
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

  /** Does what was put off: the session is about to end. */
  async finish(): Promise<void> {
    await Promise.all([this.acts.finish(), this.outbox.flush()]);
  }

  unsent(): number {
    return this.outbox.size;
  }

  close(): void {
    this.#stopListening();
    this.acts.close();
    this.outbox.close();
    this.typing.iStop();
    this.live.close();
  }

  async #asManyAsBefore(): Promise<Page<Chat>> {
    const page = await listChats(null);
    while (page.next && page.items.length < this.list.length) {
      const more = await listChats(page.next);
      page.items.push(...more.items);
      page.next = more.next ?? null;
    }
    return page;
  }

  #connected(): void {
    void Promise.all([this.load(), this.timelines.resume(), this.presence.load()]);
    this.members.resume();
    this.outbox.flush();
    this.acts.deletions.flush();
  }

  #add(chat: Chat): Chat {
    if (this.left === chat.id) this.left = '';
    this.#change((list) => withChat(list, withMentions(chat, this.me)));
    return chat;
  }

  #change(change: Change): void {
    this.#meanwhile?.push(change);
    this.list = change(this.list);
  }

  #heard(message: Message): void {
    this.outbox.arrived(message);
    this.timelines.heard(message);
    this.members.sent(message);
    this.typing.heard({ chat_id: message.chat_id, account_id: message.sender.id, typing: false });
    if (this.find(message.chat_id)) this.#change((list) => withMessage(list, message, this.me));
    else if (this.loaded) void getChat(message.chat_id).then((chat) => this.#add(chat), () => undefined);
  }

  #marked(mark: ReadMark): void {
    this.members.read(mark);
    if (mark.account_id === this.idIn(mark.chat_id)) this.#change((list) => withReadMark(list, mark));
  }

  #changed(news: ChatNews): void {
    const known = this.find(news.id);
    this.#change((list) => withNews(list, news));
    this.members.changed(news);
    // Nothing in it is new, so it is about roles. It doesn't carry mine.
    const roles = known?.title === news.title && known?.members_count === news.members_count;
    if (roles) void getChat(news.id).then((chat) => this.find(chat.id) && this.#add(chat), () => undefined);
  }

  /** Who didn't leave by themselves here is told why the chat is gone. */
  #removed(id: string): void {
    const chat = this.find(id);
    if (chat?.kind === 'group' && !this.#leaving.has(id)) toasts.show(t().chat.noLongerIn(titleOf(chat)));
    this.#leave(id);
  }

  #leave(id: string): void {
    this.#change((list) => withoutChat(list, id));
    this.timelines.forget(id);
    this.members.forget(id);
    this.left = id;
  }

  #forgetAll(): void {
    if (currentTokens() === null) this.kept.clear();
  }
}

/** A chat that may be gone meanwhile. */
function orNull(id: string): Promise<Chat | null> {
  return getChat(id).catch(() => null);
}
