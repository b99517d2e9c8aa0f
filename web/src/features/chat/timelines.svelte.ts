import { Problem, sentence } from '../../lib/problem';
import type { Live } from '../../lib/live.svelte';
import { getChat, getMessage, latestMessages, messagesAround, messagesFrom } from './api';
import type { Chat, Message, Missed } from './model';
import { applied, guessed, hasHole, missing, opened, resumed, trimmed, withPage, type Stretch, type Timeline } from './timeline';

const KEEP = 12;
const LATE = 1000;
const PAGE = 60;
/** How many messages beyond what is in view are fetched before they are needed. */
const AHEAD = 40;
const QUOTES = 300;

/** What the timelines need of their surroundings. */
interface Surroundings {
  live(): Live;
  /** The chat as the list has it, if it does. */
  listed(id: string): Chat | undefined;
  loaded(chat: Chat): void;
  caughtUp(message: Message): void;
}

/** The chats that were opened, kept exact: by live events, and by resuming after each connection or hole. */
export class Timelines {
  #known = $state.raw<Record<string, Timeline>>({});
  #troubles = $state.raw<Record<string, string>>({});
  #gone = $state.raw<readonly string[]>([]);
  #quotes = $state.raw<Record<string, Message | null>>({});
  #views = new Map<string, Stretch>();
  #loading = new Set<string>();
  #looking = new Set<string>();
  /** Counts how often a chat was loaded afresh: a page that was asked for before doesn't belong to what is there now. */
  #afresh = new Map<string, number>();
  #filling: ReturnType<typeof setTimeout> | undefined;
  #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  of(chat: string): Timeline | undefined {
    return this.#known[chat];
  }

  /** The chats that are loaded. */
  ids(): string[] {
    return Object.keys(this.#known);
  }

  /** Why something of a chat couldn't be loaded, or "". */
  trouble(chat: string): string {
    return this.#troubles[chat] ?? '';
  }

  /** Whether there is no such chat for this account, so that trying again is of no use. */
  isGone(chat: string): boolean {
    return this.#gone.includes(chat);
  }

  /** Loads a chat unless it is there: around a message, or its end. */
  async open(id: string, around?: number): Promise<void> {
    if (!this.#known[id]) await this.load(id, around);
  }

  async load(id: string, around?: number): Promise<void> {
    if (this.#loading.has(id)) return;
    this.#loading.add(id);
    this.#tell(id, '');
    this.#gone = this.#gone.filter((one) => one !== id);
    try {
      // A position that was known before the page is read is no later than what the page shows.
      const chat = this.#around.listed(id) ?? (await this.#fetched(id));
      const page = around === undefined ? await latestMessages(id, PAGE) : await messagesAround(id, around, PAGE);
      this.#afresh.set(id, (this.#afresh.get(id) ?? 0) + 1);
      this.#keep(id, opened(chat.position, page));
      await this.resume([id]);
    } catch (error) {
      if (error instanceof Problem && [400, 404].includes(error.status)) this.#gone = [...this.#gone, id];
      this.#tell(id, sentence(error));
    } finally {
      this.#loading.delete(id);
    }
  }

  /** Says which messages are in view, and fetches those that aren't there, and some beyond. */
  async look(id: string, view: Stretch): Promise<void> {
    this.#views.set(id, view);
    if (this.#looking.has(id)) return;
    this.#looking.add(id);
    try {
      let before = '';
      for (let asked = this.#lacks(id); asked && before !== `${asked.from} ${asked.to}`; asked = this.#lacks(id)) {
        before = `${asked.from} ${asked.to}`;
        await this.#fetch(id, asked);
      }
    } catch (error) {
      this.#tell(id, sentence(error));
    } finally {
      this.#looking.delete(id);
    }
  }

  /** A message that another one answers: from what is loaded, or by itself. Undefined while it is fetched, null where there is none. */
  quoted(id: string, number: number): Message | null | undefined {
    return this.#known[id]?.messages.get(number) ?? this.#quotes[`${id} ${number}`];
  }

  async fetchQuoted(id: string, number: number): Promise<void> {
    const key = `${id} ${number}`;
    if (this.quoted(id, number) !== undefined || this.#loading.has(key)) return;
    this.#loading.add(key);
    const found = await getMessage(id, number).catch(() => null);
    this.#loading.delete(key);
    const kept = Object.entries(this.#quotes).slice(-QUOTES);
    this.#quotes = { ...Object.fromEntries(kept), [key]: found };
  }

  heard(message: Message): void {
    const key = `${message.chat_id} ${message.number}`;
    if (this.#quotes[key]) this.#quotes = { ...this.#quotes, [key]: message };
    const timeline = this.#known[message.chat_id];
    if (!timeline) return;
    const after = applied(timeline, message);
    this.#keep(message.chat_id, after);
    if (hasHole(after)) this.#fillSoon();
  }

  /** Shows a message as it will be once the server has agreed. */
  guess(message: Message): void {
    const timeline = this.#known[message.chat_id];
    if (timeline) this.#keep(message.chat_id, guessed(timeline, message));
  }

  /** Catches up with what was missed. Without a connection nothing is asked: the next one resumes. */
  async resume(ids: string[] = this.ids()): Promise<void> {
    const live = this.#around.live();
    if (ids.length === 0 || live.status !== 'connected') return;
    const chats = Object.fromEntries(ids.flatMap((id) => (this.#known[id] ? [[id, { position: this.#known[id].position }]] : [])));
    const answer = await live.ask<{ chats: Record<string, Missed | { error: unknown }> }>('live.resume', { chats }).catch(() => null);
    for (const [id, missed] of Object.entries(answer?.chats ?? {})) {
      const timeline = this.#known[id];
      if (!timeline) continue;
      if ('error' in missed) this.forget(id);
      else if (missed.reload) await this.#reload(id);
      else {
        this.#keep(id, resumed(timeline, missed));
        missed.messages.forEach((message) => this.#around.caughtUp(message));
        this.#lookAgain(id);
      }
    }
  }

  forget(id: string): void {
    this.#afresh.set(id, (this.#afresh.get(id) ?? 0) + 1);
    const { [id]: _, ...others } = this.#known;
    this.#known = others;
  }

  /** Begins again with what is in view, without taking it away meanwhile. */
  async #reload(id: string): Promise<void> {
    await this.#fetched(id).catch(() => undefined);
    const view = this.#views.get(id);
    const last = this.#known[id]?.last ?? 0;
    await this.load(id, view && view.to < last ? Math.max(1, Math.floor((view.from + view.to) / 2)) : undefined);
    this.#lookAgain(id);
  }

  /** What was in trouble is tried again; what came to be missing is fetched. */
  #lookAgain(id: string): void {
    const view = this.#views.get(id);
    if (view) void this.look(id, view);
  }

  #lacks(id: string): Stretch | null {
    const [timeline, view] = [this.#known[id], this.#views.get(id)];
    return timeline && view ? missing(timeline, { from: view.from - AHEAD, to: view.to + AHEAD }, PAGE) : null;
  }

  async #fetch(id: string, { from, to }: Stretch): Promise<void> {
    const age = this.#afresh.get(id);
    const page = await messagesFrom(id, from, to);
    const timeline = this.#known[id];
    if (!timeline || this.#afresh.get(id) !== age) return;
    const view = this.#views.get(id)!;
    // Nothing else of this chat is on its way now: what goes can't come back in an older state.
    this.#keep(id, trimmed(withPage(timeline, page), Math.floor((view.from + view.to) / 2)));
    this.#tell(id, '');
  }

  async #fetched(id: string): Promise<Chat> {
    const chat = await getChat(id);
    this.#around.loaded(chat);
    return chat;
  }

  #keep(id: string, timeline: Timeline): void {
    const { [id]: before, ...others } = this.#known;
    const names = Object.keys(others);
    if (!before && names.length >= KEEP) delete others[names[0]!];
    // A known chat keeps its place, so that the first name is the one opened longest ago.
    this.#known = before ? { ...this.#known, [id]: timeline } : { ...others, [id]: timeline };
  }

  #tell(id: string, trouble: string): void {
    if (this.trouble(id) !== trouble) this.#troubles = { ...this.#troubles, [id]: trouble };
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
