import { sentence } from '../../lib/problem';
import { toasts } from '../../lib/toasts.svelte';
import { t } from '../../lib/words.svelte';
import { deleteMessage, editMessage, pin, react } from './api';
import { Deletions, type Doomed } from './deletions.svelte';
import type { Kept } from '../../lib/kept';
import type { Message } from './model';
import { withReaction } from '../../lib/reactions';
import { isRefusal } from '../../lib/refusal';
import type { Timelines } from './timelines.svelte';

/** What one does to messages. It shows at once; when the server refuses, it is taken back and said why. */
export class Acts {
  readonly deletions: Deletions;
  #timelines: Timelines;

  constructor(kept: Kept, timelines: Timelines) {
    this.#timelines = timelines;
    this.deletions = new Deletions(kept, (doomed, leaving) => this.#delete(doomed, leaving));
  }

  react(message: Message, emoji: string, me: string): Promise<boolean> {
    const on = !message.reactions.some((reaction) => reaction.emoji === emoji && reaction.account_ids.includes(me));
    const guess = { ...message, reactions: withReaction(message.reactions, emoji, me, on) };
    return this.#try(message, guess, () => react(message, emoji, on));
  }

  edit(message: Message, text: string, warning: string | null): Promise<boolean> {
    const guess = { ...message, text, content_warning: warning, edited_at: message.edited_at ?? new Date().toISOString() };
    return this.#try(message, guess, () => editMessage(message, text, warning));
  }

  pin(message: Message, on: boolean): Promise<boolean> {
    return this.#try(message, { ...message, pinned: on }, () => pin(message, on));
  }

  delete(message: Message): void {
    this.deletions.add(message);
    toasts.show(t().chat.messageDeleted, { label: t().chat.undo, act: () => this.deletions.undo(message) });
  }

  finish(): Promise<void> {
    return this.deletions.finish();
  }

  close(): void {
    this.deletions.close();
  }

  async #try(before: Message, guess: Message, act: () => Promise<Message>): Promise<boolean> {
    this.#timelines.guess(guess);
    try {
      this.#timelines.heard(await act());
      return true;
    } catch (error) {
      this.#timelines.guess(before);
      toasts.show(sentence(error));
      return false;
    }
  }

  /** Whether it is done with: the server has done it, or refuses to. */
  async #delete({ chat_id, number }: Doomed, leaving: boolean): Promise<boolean> {
    try {
      this.#timelines.heard(await deleteMessage(chat_id, number, leaving));
      return true;
    } catch (error) {
      if (!isRefusal(error)) return false;
      if (!leaving) toasts.show(sentence(error));
      return true;
    }
  }
}
