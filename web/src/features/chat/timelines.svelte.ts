import { sentence } from '../../lib/problem';
import type { Live } from '../../lib/live.svelte';
import { PAGE, getChat, latestMessages, messagesBefore } from './api';
import type { Chat, Message, Missed } from './model';
import { applied, hasHole, opened, resumed, withOlder, type Timeline } from './timeline';

const KEEP = 20;
const LATE = 1000;

/** The chats that were opened, kept exact: by live events, and by resuming after each connection or hole. */
export class Timelines {
  #known = $state.raw<Record<string, Timeline>>({});
  #troubles = $state.raw<Record<string, string>>({});
  #loading = new Set<string>();
  #filling: ReturnType<typeof setTimeout> | undefined;
  #live: () => Live;
  #loaded: (chat: Chat) => void;
  #caughtUp: (message: Message) => void;

  constructor(live: () => Live, loaded: (chat: Chat) => void, caughtUp: (message: Message) => void) {
    this.#live = live;
    this.#loaded = loaded;
    this.#caughtUp = caughtUp;
  }

  of(chat: string): Timeline | undefined {
    return this.#known[chat];
  }

  /** Why a chat couldn't be loaded, or "". */
  trouble(chat: string): string {
    return this.#troubles[chat] ?? '';
  }

  async open(id: string): Promise<void> {
    if (!this.#known[id]) await this.load(id);
  }

  async load(id: string): Promise<void> {
    if (this.#loading.has(id)) return;
    this.#loading.add(id);
    this.#tell(id, '');
    try {
      // The chat first: its position is then no later than what the page shows.
      const chat = await getChat(id);
      const page = await latestMessages(id);
      this.#loaded(chat);
      this.#keep(id, opened(chat.position, page, PAGE));
      await this.resume([id]);
    } catch (error) {
      this.#tell(id, sentence(error));
    } finally {
      this.#loading.delete(id);
    }
  }

  async older(id: string): Promise<void> {
    const oldest = this.#known[id]?.messages[0]?.number;
    if (oldest === undefined) return;
    const page = await messagesBefore(id, oldest);
    const timeline = this.#known[id];
    // Loaded afresh meanwhile, the page would not join on to what is there now.
    if (timeline?.messages[0]?.number === oldest) this.#keep(id, withOlder(timeline, page, PAGE));
  }

  heard(message: Message): void {
    const timeline = this.#known[message.chat_id];
    if (!timeline) return;
    const after = applied(timeline, message);
    this.#keep(message.chat_id, after);
    if (hasHole(after)) this.#fillSoon();
  }

  /** Catches up with what was missed. Without a connection nothing is asked: the next one resumes. */
  async resume(ids: string[] = Object.keys(this.#known)): Promise<void> {
    if (ids.length === 0 || this.#live().status !== 'connected') return;
    const chats = Object.fromEntries(ids.flatMap((id) => (this.#known[id] ? [[id, { position: this.#known[id].position }]] : [])));
    const answer = await this.#live()
      .ask<{ chats: Record<string, Missed | { error: unknown }> }>('live.resume', { chats })
      .catch(() => null);
    for (const [id, missed] of Object.entries(answer?.chats ?? {})) {
      const timeline = this.#known[id];
      if (!timeline) continue;
      if ('error' in missed) this.forget(id);
      else if (missed.reload) await this.load(id);
      else {
        this.#keep(id, resumed(timeline, missed));
        missed.messages.forEach(this.#caughtUp);
      }
    }
  }

  forget(id: string): void {
    const { [id]: _, ...others } = this.#known;
    this.#known = others;
  }

  #keep(id: string, timeline: Timeline): void {
    const { [id]: before, ...others } = this.#known;
    const names = Object.keys(others);
    if (!before && names.length >= KEEP) delete others[names[0]!];
    // A known chat keeps its place, so that the first name is the one opened longest ago.
    this.#known = before ? { ...this.#known, [id]: timeline } : { ...others, [id]: timeline };
  }

  #tell(id: string, trouble: string): void {
    this.#troubles = { ...this.#troubles, [id]: trouble };
  }

  /** A hole may be an event that is a little late: waits before asking. */
  #fillSoon(): void {
    this.#filling ??= setTimeout(() => {
      this.#filling = undefined;
      const torn = Object.entries(this.#known).filter(([, timeline]) => hasHole(timeline));
      void this.resume(torn.map(([id]) => id));
    }, LATE);
  }
}
