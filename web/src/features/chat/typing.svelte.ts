const SAY_EVERY = 3000;
const BELIEVE_FOR = 6000;

export interface TypingNews {
  chat_id: string;
  account_id: string;
  typing: boolean;
}

/** Who is typing where, and telling the others that I am. A hint: it may be lost, so it runs out by itself. */
export class Typing {
  #typing = $state.raw<Record<string, readonly string[]>>({});
  #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #say: (chat: string, typing: boolean) => void;
  #said: { chat: string; at: number } | null = null;

  constructor(say: (chat: string, typing: boolean) => void) {
    this.#say = say;
  }

  in(chat: string): readonly string[] {
    return this.#typing[chat] ?? [];
  }

  heard({ chat_id, account_id, typing }: TypingNews): void {
    const key = `${chat_id} ${account_id}`;
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    const others = this.in(chat_id).filter((id) => id !== account_id);
    this.#typing = { ...this.#typing, [chat_id]: typing ? [...others, account_id] : others };
    if (typing) this.#timers.set(key, setTimeout(() => this.heard({ chat_id, account_id, typing: false }), BELIEVE_FOR));
  }

  iWrite(chat: string): void {
    if (this.#said?.chat === chat && Date.now() - this.#said.at < SAY_EVERY) return;
    this.#said = { chat, at: Date.now() };
    this.#say(chat, true);
  }

  iStop(): void {
    if (this.#said) this.#say(this.#said.chat, false);
    this.#said = null;
  }
}
