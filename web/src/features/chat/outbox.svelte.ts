import { Problem, sentence } from '../../lib/problem';
import { uuidv7 } from '../../lib/uuid';
import { t } from '../../lib/words.svelte';
import type { Enclosed } from '../media/model';
import type { Tray } from '../media/tray.svelte';
import type { Kept } from '../../lib/kept';
import type { Message, NewMessage } from './model';
import { isRefusal } from '../../lib/refusal';

/** A message on its way. Its client id stays the same however often it is tried, so it arrives once. */
export interface Waiting {
  readonly chat: string;
  readonly clientId: string;
  readonly text: string;
  readonly replyTo: number | null;
  readonly warning: string | null;
  /** How many pictures go with it; none where it isn't said. */
  readonly pictures?: number;
  /** What they are named by, once all are uploaded. */
  readonly enclosed?: Enclosed[];
  /** When it was written, in milliseconds since 1970; no two of a chat are the same, so it is their order. */
  readonly at: number;
  /** Why it was refused, or "". */
  readonly trouble: string;
  /** The code of that, where more than trying again can be done about it. */
  readonly code?: string;
  /** Its writer was asked to think again, and means it. */
  readonly confirmed?: boolean;
}

export type Unsent = Pick<Waiting, 'text' | 'replyTo' | 'warning'> & { tray?: Tray | null };

const SOONEST = 2000;
const LATEST = 30_000;

/**
 * Sends the messages of each chat one after the other, in the order in which they were written. What can't be sent now
 * waits, also over a reload; what was refused stays until its writer decides, and holds nothing up.
 * Pictures that aren't uploaded yet are in this page alone: it doesn't let itself be closed without a word.
 */
export class Outbox {
  #waiting = $state.raw<Record<string, readonly Waiting[]>>({});
  #trays = $state.raw<Readonly<Record<string, Tray>>>({});
  #sending = new Map<string, Promise<void>>();
  #kept: Kept;
  #send: (chat: string, message: NewMessage) => Promise<Message>;
  #sent: (message: Message) => void;
  #pause = SOONEST;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stay = (event: Event) => Object.keys(this.#trays).length > 0 && event.preventDefault();

  constructor(kept: Kept, send: (chat: string, message: NewMessage) => Promise<Message>, sent: (message: Message) => void) {
    this.#kept = kept;
    this.#send = send;
    this.#sent = sent;
    addEventListener('beforeunload', this.#stay);
    const left = kept.keys('outbox.').flatMap((key) => kept.get<Waiting>(key) ?? []);
    for (const one of left.sort((a, b) => a.at - b.at)) this.#set(one.chat, [...this.of(one.chat), one]);
  }

  of(chat: string): readonly Waiting[] {
    return this.#waiting[chat] ?? [];
  }

  /** How many messages wait, in all chats. */
  get size(): number {
    return Object.values(this.#waiting).flat().length;
  }

  /** The pictures that go with a waiting message, as long as they are in this page. */
  trayOf(clientId: string): Tray | undefined {
    return this.#trays[clientId];
  }

  send(chat: string, { text, replyTo, warning, tray }: Unsent): void {
    const at = Math.max(Date.now(), (this.of(chat).at(-1)?.at ?? 0) + 1);
    const one: Waiting = { chat, clientId: uuidv7(), text, replyTo, warning, at, trouble: '', ...(tray && { pictures: tray.pictures.length }) };
    if (tray) this.#trays = { ...this.#trays, [one.clientId]: tray };
    this.#kept.set(key(one), one);
    this.#set(chat, [...this.of(chat), one]);
    void this.#work(chat);
  }

  /** Tries a refused one again; `confirmed` where its writer was asked to think again, and means it. */
  again(chat: string, clientId: string, confirmed = false): void {
    this.#change(chat, clientId, { trouble: '', ...(confirmed && { confirmed }) });
    this.#trays[clientId]?.again();
    void this.#work(chat);
  }

  /** Gives a refused one back to its writer, with its pictures, to be written anew. */
  takeBack(chat: string, clientId: string): Unsent | null {
    const one = this.of(chat).find((other) => other.clientId === clientId);
    if (!one) return null;
    const { [clientId]: tray, ...others } = this.#trays;
    this.#trays = others;
    this.drop(chat, clientId);
    return { text: one.text, replyTo: one.replyTo, warning: one.warning, tray: tray ?? null };
  }

  drop(chat: string, clientId: string): void {
    const one = this.of(chat).find((other) => other.clientId === clientId);
    if (!one) return;
    const { [clientId]: tray, ...others } = this.#trays;
    this.#trays = others;
    tray?.close();
    this.#kept.remove(key(one));
    this.#set(chat, this.of(chat).filter((other) => other !== one));
  }

  /** A message may be heard before the answer to sending it, or instead of it. */
  arrived({ chat_id, client_id }: Message): void {
    if (client_id) this.#done(chat_id, client_id);
  }

  /** Tries all that waits: there is a connection again. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await Promise.all(Object.keys(this.#waiting).map((chat) => this.#work(chat)));
  }

  close(): void {
    clearTimeout(this.#timer);
    removeEventListener('beforeunload', this.#stay);
    this.#sent = () => undefined;
    this.#waiting = {};
  }

  #work(chat: string): Promise<void> {
    const working = this.#sending.get(chat) ?? this.#sendAll(chat).finally(() => this.#sending.delete(chat));
    this.#sending.set(chat, working);
    return working;
  }

  async #sendAll(chat: string): Promise<void> {
    let goes = true;
    for (let next = this.#next(chat); goes && next; next = this.#next(chat)) goes = await this.#try(next);
  }

  #next(chat: string): Waiting | undefined {
    return this.of(chat).find((one) => one.trouble === '');
  }

  /** Whether the next may be tried: not when the server can't be reached, or has no time. */
  async #try(one: Waiting): Promise<boolean> {
    const { chat, clientId, text, replyTo, warning, confirmed } = one;
    try {
      const attachments = await this.#enclosed(one);
      // Its writer may have dropped it meanwhile.
      if (!this.of(chat).some((other) => other.clientId === clientId)) return true;
      const message = await this.#send(chat, { text, client_id: clientId, reply_to: replyTo, content_warning: warning, ...(attachments.length > 0 && { attachments }), ...(confirmed && { confirmed }) });
      this.#pause = SOONEST;
      this.#done(chat, clientId);
      this.#sent(message);
      return true;
    } catch (error) {
      if (!isRefusal(error)) {
        this.#later();
        return false;
      }
      this.#change(chat, clientId, { trouble: sentence(error), ...(error instanceof Problem && { code: error.code }) });
      return true;
    }
  }

  /** What its pictures are named by: waits until they are uploaded. */
  async #enclosed({ chat, clientId, pictures = 0, enclosed }: Waiting): Promise<Enclosed[]> {
    if (pictures === 0 || enclosed) return enclosed ?? [];
    const tray = this.#trays[clientId];
    if (!tray) throw new Problem(422, 'chat.pictures_lost', t().chat.picturesLost);
    const uploaded = await tray.enclosed();
    this.#change(chat, clientId, { enclosed: uploaded });
    return uploaded;
  }

  /** It has arrived, and its pictures with it. */
  #done(chat: string, clientId: string): void {
    this.#trays[clientId]?.give();
    this.drop(chat, clientId);
  }

  #later(): void {
    this.#timer ??= setTimeout(() => void this.flush(), this.#pause * (0.75 + Math.random() / 2));
    this.#pause = Math.min(LATEST, this.#pause * 2);
  }

  #change(chat: string, clientId: string, change: Partial<Waiting>): void {
    const changed = this.of(chat).map((one) => (one.clientId === clientId ? { ...one, ...change } : one));
    const one = changed.find((other) => other.clientId === clientId);
    if (one) this.#kept.set(key(one), one);
    this.#set(chat, changed);
  }

  #set(chat: string, waiting: readonly Waiting[]): void {
    this.#waiting = { ...this.#waiting, [chat]: waiting };
  }
}

/** Each under a key of its own, so that tabs don't overwrite each other. */
function key(one: Waiting): string {
  return `outbox.${one.clientId}`;
}
