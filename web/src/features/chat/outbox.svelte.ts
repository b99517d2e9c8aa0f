import { sentence } from '../../lib/problem';
import { uuidv7 } from '../../lib/uuid';
import type { Kept } from './kept';
import type { Message, NewMessage } from './model';
import { isRefusal } from '../../lib/refusal';

/** A message on its way. Its client id stays the same however often it is tried, so it arrives once. */
export interface Waiting {
  readonly chat: string;
  readonly clientId: string;
  readonly text: string;
  readonly replyTo: number | null;
  readonly warning: string | null;
  /** When it was written, in milliseconds since 1970; no two of a chat are the same, so it is their order. */
  readonly at: number;
  /** Why it was refused, or "". */
  readonly trouble: string;
}

export type Unsent = Pick<Waiting, 'text' | 'replyTo' | 'warning'>;

const SOONEST = 2000;
const LATEST = 30_000;

/**
 * Sends the messages of each chat one after the other, in the order in which they were written. What can't be sent now
 * waits, also over a reload; what was refused stays until its writer decides, and holds nothing up.
 */
export class Outbox {
  #waiting = $state.raw<Record<string, readonly Waiting[]>>({});
  #sending = new Map<string, Promise<void>>();
  #kept: Kept;
  #send: (chat: string, message: NewMessage) => Promise<Message>;
  #sent: (message: Message) => void;
  #pause = SOONEST;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(kept: Kept, send: (chat: string, message: NewMessage) => Promise<Message>, sent: (message: Message) => void) {
    this.#kept = kept;
    this.#send = send;
    this.#sent = sent;
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

  send(chat: string, { text, replyTo, warning }: Unsent): void {
    const at = Math.max(Date.now(), (this.of(chat).at(-1)?.at ?? 0) + 1);
    const one: Waiting = { chat, clientId: uuidv7(), text, replyTo, warning, at, trouble: '' };
    this.#kept.set(key(one), one);
    this.#set(chat, [...this.of(chat), one]);
    void this.#work(chat);
  }

  /** Tries a refused one again. */
  again(chat: string, clientId: string): void {
    this.#mark(chat, clientId, '');
    void this.#work(chat);
  }

  drop(chat: string, clientId: string): void {
    const one = this.of(chat).find((other) => other.clientId === clientId);
    if (!one) return;
    this.#kept.remove(key(one));
    this.#set(chat, this.of(chat).filter((other) => other !== one));
  }

  /** A message may be heard before the answer to sending it, or instead of it. */
  arrived({ chat_id, client_id }: Message): void {
    if (client_id) this.drop(chat_id, client_id);
  }

  /** Tries all that waits: there is a connection again. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await Promise.all(Object.keys(this.#waiting).map((chat) => this.#work(chat)));
  }

  close(): void {
    clearTimeout(this.#timer);
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
  async #try({ chat, clientId, text, replyTo, warning }: Waiting): Promise<boolean> {
    try {
      const message = await this.#send(chat, { text, client_id: clientId, reply_to: replyTo, content_warning: warning });
      this.#pause = SOONEST;
      this.drop(chat, clientId);
      this.#sent(message);
      return true;
    } catch (error) {
      if (!isRefusal(error)) {
        this.#later();
        return false;
      }
      this.#mark(chat, clientId, sentence(error));
      return true;
    }
  }

  #later(): void {
    this.#timer ??= setTimeout(() => void this.flush(), this.#pause * (0.75 + Math.random() / 2));
    this.#pause = Math.min(LATEST, this.#pause * 2);
  }

  #mark(chat: string, clientId: string, trouble: string): void {
    const marked = this.of(chat).map((one) => (one.clientId === clientId ? { ...one, trouble } : one));
    const one = marked.find((other) => other.clientId === clientId);
    if (one) this.#kept.set(key(one), one);
    this.#set(chat, marked);
  }

  #set(chat: string, waiting: readonly Waiting[]): void {
    this.#waiting = { ...this.#waiting, [chat]: waiting };
  }
}

/** Each under a key of its own, so that tabs don't overwrite each other. */
function key(one: Waiting): string {
  return `outbox.${one.clientId}`;
}
