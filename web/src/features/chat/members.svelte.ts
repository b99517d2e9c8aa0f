import { sentence } from '../../lib/problem';
import { listMembers } from './api';
import type { ChatNews, Member, Message, ReadMark } from './model';

/** Who takes part in a chat, as far as it was read. */
export interface Members {
  readonly list: readonly Member[];
  /** Where the list goes on, or null. */
  readonly next: string | null;
}

/** The members of the chats that were opened. They carry how far each has read, in small chats. */
export class MemberLists {
  #known = $state.raw<Record<string, Members>>({});
  #troubles = $state.raw<Record<string, string>>({});
  #loading = new Set<string>();
  #again = new Set<string>();

  of(chat: string): readonly Member[] {
    return this.#known[chat]?.list ?? [];
  }

  loaded(chat: string): boolean {
    return chat in this.#known;
  }

  hasMore(chat: string): boolean {
    return Boolean(this.#known[chat]?.next);
  }

  trouble(chat: string): string {
    return this.#troubles[chat] ?? '';
  }

  /** Reads the list anew, keeping what is known meanwhile. */
  async load(chat: string): Promise<void> {
    await this.#read(chat, null, []);
  }

  async more(chat: string): Promise<void> {
    const known = this.#known[chat];
    if (known?.next) await this.#read(chat, known.next, known.list);
  }

  /** Somebody came, went, or has another role. Who has not been looked at isn't read. */
  changed({ id }: ChatNews): void {
    if (this.loaded(id)) void this.load(id);
  }

  read({ chat_id, account_id, number }: ReadMark): void {
    this.#change(chat_id, (member) => (member.account.id === account_id ? { ...member, read_number: Math.max(member.read_number ?? 0, number) } : member));
  }

  /** Whoever sends has read what came before. */
  sent({ chat_id, sender, number }: Message): void {
    if (this.of(chat_id).some((member) => member.account.id === sender.id && member.read_number != null)) this.read({ chat_id, account_id: sender.id, number });
  }

  /** After a connection was lost, read marks may have moved unheard. */
  resume(): void {
    for (const chat of Object.keys(this.#known)) void this.load(chat);
  }

  forget(chat: string): void {
    const { [chat]: _, ...others } = this.#known;
    this.#known = others;
  }

  async #read(chat: string, after: string | null, before: readonly Member[]): Promise<void> {
    const key = `${chat} ${after}`;
    if (this.#loading.has(key)) return void this.#again.add(key);
    this.#loading.add(key);
    this.#troubles = { ...this.#troubles, [chat]: '' };
    try {
      const page = await listMembers(chat, after);
      this.#known = { ...this.#known, [chat]: { list: [...before, ...page.items], next: page.next ?? null } };
    } catch (error) {
      this.#troubles = { ...this.#troubles, [chat]: sentence(error) };
    } finally {
      this.#loading.delete(key);
    }
    // Asked for meanwhile: what was read may be from before the change.
    if (this.#again.delete(key)) await this.#read(chat, after, before);
  }

  #change(chat: string, change: (member: Member) => Member): void {
    const known = this.#known[chat];
    if (known) this.#known = { ...this.#known, [chat]: { ...known, list: known.list.map(change) } };
  }
}
