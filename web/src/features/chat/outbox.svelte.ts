import { sentence } from '../../lib/problem';
import { uuidv7 } from '../../lib/uuid';
import { sendMessage } from './api';
import type { Message } from './model';

/** A message on its way. Its client id stays the same however often it is tried, so it arrives once. */
export interface Waiting {
  readonly clientId: string;
  readonly text: string;
  /** Why it was not sent, or "". */
  readonly trouble: string;
}

/** Sends the messages of each chat one after the other, in the order in which they were written. */
export class Outbox {
  #waiting = $state.raw<Record<string, readonly Waiting[]>>({});
  #sending = new Set<string>();
  #sent: (message: Message) => void;

  constructor(sent: (message: Message) => void) {
    this.#sent = sent;
  }

  of(chat: string): readonly Waiting[] {
    return this.#waiting[chat] ?? [];
  }

  send(chat: string, text: string): void {
    this.#set(chat, [...this.of(chat), { clientId: uuidv7(), text, trouble: '' }]);
    void this.#work(chat);
  }

  again(chat: string): void {
    this.#set(chat, this.of(chat).map((one) => ({ ...one, trouble: '' })));
    void this.#work(chat);
  }

  drop(chat: string, clientId: string): void {
    this.#set(chat, this.of(chat).filter((one) => one.clientId !== clientId));
    void this.#work(chat);
  }

  /** A message may be heard before the answer to sending it, or instead of it. */
  arrived({ chat_id, client_id }: Message): void {
    if (client_id !== null && this.of(chat_id).some((one) => one.clientId === client_id)) this.drop(chat_id, client_id);
  }

  async #work(chat: string): Promise<void> {
    if (this.#sending.has(chat)) return;
    this.#sending.add(chat);
    for (let next = this.#next(chat); next; next = this.#next(chat)) {
      await this.#try(chat, next);
    }
    this.#sending.delete(chat);
  }

  /** What failed holds up what was written after it: an answer must not overtake its question. */
  #next(chat: string): Waiting | undefined {
    const first = this.of(chat)[0];
    return first?.trouble === '' ? first : undefined;
  }

  async #try(chat: string, { clientId, text }: Waiting): Promise<void> {
    try {
      const message = await sendMessage(chat, text, clientId);
      this.#set(chat, this.of(chat).filter((one) => one.clientId !== clientId));
      this.#sent(message);
    } catch (error) {
      this.#set(chat, this.of(chat).map((one) => (one.clientId === clientId ? { ...one, trouble: sentence(error) } : one)));
    }
  }

  #set(chat: string, waiting: readonly Waiting[]): void {
    this.#waiting = { ...this.#waiting, [chat]: waiting };
  }
}
