import { address } from '../../lib/address.svelte';
import { Kept } from '../../lib/kept';
import { hear, tell } from '../../lib/news';
import { toasts } from '../../lib/toasts.svelte';
import * as server from './api';
import { same, shownAt, type Looking } from './looking';
import { addressOf, isOfMessages, type Counts, type Notification, type Preferences } from './model';
import { isQuiet } from './quiet';

/** What comes with news about notifications. */
interface News {
  readonly counts: Counts;
}

/** What one looks at is said again before the server takes it for over, after a minute. */
const AGAIN = 40_000;
/** What all members of a chat or a space are owed isn't told to each: after these, it is counted anew. */
const COUNTED = [
  ...['message.sent', 'message.deleted', 'message.hidden', 'message.restored', 'chat.read', 'chat.joined', 'chat.left', 'level.changed'],
  ...['share.posted', 'share.deleted', 'share.hidden', 'share.restored', 'share.comment_deleted', 'share.comment_hidden', 'share.comment_restored'],
  ...['gathering.proposed', 'gathering.changed', 'gathering.deleted', 'space.joined', 'space.left'],
  ...['person.blocked', 'person.unblocked', 'person.muted', 'person.unmuted'],
];
/** However much happens, counting waits for so long. */
const PATIENCE = 1000;
const DAY = 24 * 60 * 60 * 1000;

/**
 * How much is new for who is signed in, and what they chose; kept up to date until `close`. Says on the page what they
 * aren't looking at, and to the server what they are.
 */
export class Bell {
  counts = $state.raw<Counts>({ unseen: 0, unread: 0 });
  preferences = $state.raw<Preferences | null>(null);
  readonly kept: Kept;
  /** What stays when somebody signs out: how often this browser has been here, and what it isn't to ask again. */
  readonly browser = new Kept('browser');
  #ask: typeof server;
  #say: (event: string, body: Looking) => void;
  #said: Looking | null = null;
  /** Takes away the word about what came last: there is one at a time. */
  #dismiss = (): void => undefined;
  #timer: ReturnType<typeof setInterval>;
  #counting: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void)[];

  /** `say` tells the server something over the live connection. */
  constructor(me: string, say: (event: string, body: Looking) => void, ask = server) {
    this.kept = new Kept(me);
    this.#say = say;
    this.#ask = ask;
    this.#stop = [
      hear('live.ready', () => this.#connected()),
      hear('notification.created', (news: News & { notification: Notification }) => this.#created(news)),
      hear('notification.changed', ({ counts }: News) => (this.counts = counts)),
      hear('notification.settings_changed', (preferences: Preferences) => this.prefer(preferences)),
      ...COUNTED.map((event) => hear(event, () => (this.#counting ??= setTimeout(() => void this.#count(), PATIENCE)))),
      hear('push.renewed', () => void this.#renewPush()),
    ];
    this.#timer = setInterval(() => this.#lookOn(), AGAIN);
    this.#visit();
    void this.#renewPush();
    void this.load();
  }

  /** Also before it is known again: nothing shows for a moment that was not to. */
  get discreet(): boolean {
    return this.preferences?.discreet ?? this.kept.get('discreet') === true;
  }

  /** Best effort: the page goes on without counts, and asks again with the next connection. */
  async load(): Promise<void> {
    const preferred = this.#ask.getPreferences().then((preferences) => this.prefer(preferences));
    await Promise.allSettled([this.#count(), preferred]);
  }

  /** Takes in what was chosen. */
  prefer(preferences: Preferences): void {
    this.preferences = preferences;
    this.kept.set('discreet', preferences.discreet);
  }

  /** Tells the server what is looked at: nothing while the page is out of sight, or the keyboard is elsewhere. */
  look(path: string, share: string, present: boolean): void {
    const now = present ? shownAt(path, share) : {};
    if (this.#said && same(this.#said, now)) return;
    this.#said = now;
    this.#say('notification.looking', now);
  }

  /** On how many days this browser has been here. */
  get visits(): number {
    return this.browser.get<{ days: number }>('visits')?.days ?? 0;
  }

  close(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#counting);
    for (const stop of this.#stop) stop();
    this.#dismiss();
  }

  #connected(): void {
    this.#lookOn();
    void this.load();
  }

  #lookOn(): void {
    const said = this.#said;
    if (said && Object.keys(said).length > 0) this.#say('notification.looking', said);
  }

  /** Tells the list, if it is open, that there may be more. */
  async #count(): Promise<void> {
    clearTimeout(this.#counting);
    this.#counting = undefined;
    const counts = await this.#ask.getCounts().catch(() => null);
    if (!counts) return;
    const same = counts.unread === this.counts.unread && counts.unseen === this.counts.unseen;
    this.counts = counts;
    if (!same) tell('notification.counted', {});
  }

  #visit(): void {
    const today = Math.floor(Date.now() / DAY);
    const before = this.browser.get<{ days: number; last: number }>('visits');
    if (before?.last !== today) this.browser.set('visits', { days: (before?.days ?? 0) + 1, last: today });
  }

  /** What pushes are to this browser is loaded only where it is pushed to. */
  async #renewPush(): Promise<void> {
    if (!this.kept.get('push')) return;
    const { Device } = await import('./push/device.svelte');
    await new Device(this.kept).renew();
  }

  #created({ notification, counts }: News & { notification: Notification }): void {
    this.counts = counts;
    if (this.#isWorthSaying(notification)) void this.#tell(notification);
  }

  #isWorthSaying(notification: Notification): boolean {
    if (notification.read || document.visibilityState !== 'visible') return false;
    if (this.preferences && isQuiet(this.preferences, new Date())) return false;
    // The list of chats says it already, where it stands beside what is open.
    if (isOfMessages(notification.kind) && /^\/($|chats)/.test(address.path)) return false;
    return address.path !== '/notifications' && !address.path.startsWith(addressOf(notification).split('?')[0]!);
  }

  /** The words come with the first that is said. Without them, nothing is: it stands in the list. */
  async #tell(notification: Notification): Promise<void> {
    const { toastOf } = await import('./sentences');
    const { text, show } = toastOf(notification, this.discreet);
    this.#dismiss();
    this.#dismiss = toasts.show(text, { label: show, act: () => address.go(addressOf(notification)) });
  }
}
