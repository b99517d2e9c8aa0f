import { hear } from '../../lib/news';
import { sentence } from '../../lib/problem';
import * as server from './api';
import { isOfMessages, type Counts, type Notification } from './model';

interface Changed {
  /** Which ones; all, where it doesn't say. */
  readonly ids?: readonly string[];
  readonly counts: Counts;
}

/** The notifications, the newest first, kept up to date until `close`. Who has it open has seen what is in it. */
export class NotificationList {
  items = $state.raw<readonly Notification[]>([]);
  next = $state<string | null>(null);
  loaded = $state(false);
  busy = $state(false);
  trouble = $state('');
  onlyUnread = $state(false);
  shown = $derived(this.onlyUnread ? this.items.filter(({ read }) => !read) : this.items);
  #ask: typeof server;
  #again = false;
  /** Up to when the server was told that this was seen: what it says of that isn't answered by saying it again. */
  #seenUntil = '';
  #stop: (() => void)[];

  constructor(ask = server) {
    this.#ask = ask;
    this.#stop = [
      hear('live.ready', () => void this.load()),
      hear('notification.counted', () => void this.load()),
      hear('notification.created', ({ notification }: { notification: Notification }) => this.#heard(notification)),
      hear('notification.changed', (news: Changed) => void this.#changed(news)),
    ];
    void this.load();
  }

  load(): Promise<void> {
    return this.#read(null);
  }

  async more(): Promise<void> {
    if (this.next) await this.#read(this.next);
  }

  /** All of them, or the unread ones alone. */
  async show(onlyUnread: boolean): Promise<void> {
    if (onlyUnread === this.onlyUnread) return;
    this.onlyUnread = onlyUnread;
    this.items = [];
    this.next = null;
    this.loaded = false;
    await this.load();
  }

  /** It shows at once, and is taken back when the server doesn't take it. */
  async readAll(): Promise<void> {
    const before = this.items;
    this.items = before.map((one) => ({ ...one, read: true, seen: true }));
    try {
      await this.#ask.readAll();
    } catch (error) {
      this.items = before;
      throw error;
    }
  }

  /** Best effort: one has gone to the place. What is unread in a chat is read by reading it. */
  read(one: Notification): void {
    if (one.read || isOfMessages(one.kind)) return;
    this.#put({ ...one, read: true, seen: true });
    void this.#ask.read(one.id).catch(() => undefined);
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  #heard(one: Notification): void {
    this.#put(one);
    this.#sawUntil(one.at);
  }

  #put(one: Notification): void {
    const others = this.items.filter(({ id }) => id !== one.id);
    const end = this.items.at(-1)?.at;
    // What belongs further down than what was read so far comes with that.
    if (this.next && end && one.at < end) return void (this.items = others);
    this.items = sorted([...others, one]);
  }

  /** Something was seen or read, here or elsewhere; what it is now says the server alone. */
  async #changed({ ids }: Changed): Promise<void> {
    if (ids && !ids.some((id) => this.items.some((one) => one.id === id))) return;
    await this.load();
  }

  async #read(after: string | null): Promise<void> {
    if (this.busy) return void (this.#again = true);
    this.busy = true;
    this.#again = false;
    this.trouble = '';
    const unread = this.onlyUnread;
    try {
      const page = await this.#ask.listNotifications(after, unread);
      if (unread === this.onlyUnread) this.#took(page.items, page.next ?? null, after !== null);
    } catch (error) {
      this.trouble = sentence(error);
    }
    this.busy = false;
    if (this.#again) await this.load();
  }

  #took(read: readonly Notification[], next: string | null, further: boolean): void {
    const ids = new Set(read.map(({ id }) => id));
    const end = read.at(-1)?.at ?? '';
    // Anew from the top: what was read further down stays, what is no more there goes.
    const kept = this.items.filter(({ id, at }) => !ids.has(id) && (further || (next !== null && at < end)));
    if (further || kept.length === 0) this.next = next;
    this.items = sorted([...kept, ...read]);
    this.loaded = true;
    const newest = this.items[0];
    if (newest && this.items.some(({ seen }) => !seen)) this.#sawUntil(newest.at);
  }

  /** Best effort: the next look makes up for it. What comes while the page is out of sight isn't seen. */
  #sawUntil(instant: string): void {
    const before = this.#seenUntil;
    if (document.visibilityState !== 'visible' || instant <= before) return;
    this.#seenUntil = instant;
    void this.#ask.seen(instant).catch(() => (this.#seenUntil = before));
  }
}

function sorted(items: readonly Notification[]): Notification[] {
  return [...items].sort((a, b) => (a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1));
}
