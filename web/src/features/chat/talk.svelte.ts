import type { Chats } from './chats.svelte';
import type { Draft } from './drafts.svelte';
import { goneWords, myId, type Chat, type Message } from './model';
import { Names } from './names';
import type { Timeline } from './timeline';

export type Panel = 'members' | 'pins' | 'find';

/** What is open over a message: its menu, or the choice of an emoji; and the element that it belongs to. */
export interface Opened {
  readonly kind: 'menu' | 'emoji';
  readonly message: Message;
  readonly anchor: Anchor;
}

export interface Anchor {
  getBoundingClientRect(): DOMRect;
}

const SHOWN_FOR = 2500;

/** One chat as it is open on the page: what is looked at, pointed at, and being written. */
export class Talk {
  readonly chats: Chats;
  readonly id: string;

  chat: Chat | undefined = $derived.by(() => this.chats.find(this.id));
  /** Who one is in this chat. */
  me: string = $derived.by(() => myId(this.chat, this.chats.me));
  timeline: Timeline | undefined = $derived.by(() => this.chats.timelines.of(this.id));
  names = $derived.by(() => (this.chat ? new Names(this.chat, this.chats.members.of(this.id), this.timeline, this.me) : null));
  waiting = $derived.by(() => this.chats.outbox.of(this.id));
  /** What is being written: a change to a message, or else the draft. */
  draft: Draft = $derived.by(() => this.#edit ?? this.chats.drafts.of(this.id));

  /** The pictures that were chosen to go with what is being written. */
  tray = $derived.by(() => (this.#edit ? null : this.chats.drafts.trayOf(this.id)));
  /** Whether pictures alone are enough to be sent. */
  pictured = $derived.by(() => (this.editing?.attachments ?? this.tray?.pictures ?? []).length > 0);

  panel = $state<Panel | null>(null);
  opened = $state.raw<Opened | null>(null);
  editing = $state.raw<Message | null>(null);
  /** The message that was jumped to, for a moment. */
  marked = $state<number | null>(null);
  /** Where the keyboard is in the history; null for the newest. */
  current = $state<number | null>(null);
  #edit = $state.raw<Draft | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Set by what shows the history and what takes the text. */
  show: (number: number) => void = () => undefined;
  focusField: () => void = () => undefined;

  constructor(chats: Chats, id: string) {
    this.chats = chats;
    this.id = id;
  }

  /** Goes to a message, wherever it is in the history. */
  jump(number: number): void {
    this.mark(number);
    this.show(number);
  }

  mark(number: number): void {
    this.marked = number;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.marked = null), SHOWN_FOR);
  }

  write(change: Partial<Draft>): void {
    const draft = { ...this.draft, ...change };
    if (this.#edit) this.#edit = draft;
    else this.chats.drafts.keep(this.id, draft);
  }

  /** Adds pictures to what is being written. What takes them is loaded with the first. */
  async attach(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    this.stopEditing();
    const { Tray } = await import('../media/tray.svelte');
    const tray = this.tray ?? new Tray();
    tray.add(files);
    this.chats.drafts.keepTray(this.id, tray);
    this.focusField();
  }

  /** Takes a refused message back into the field. What is being written there already stays, above it. */
  takeBack(clientId: string): void {
    this.stopEditing();
    const back = this.chats.outbox.takeBack(this.id, clientId);
    if (!back) return;
    const { text, replyTo, warning } = this.draft;
    this.write({ text: [text.trimEnd(), back.text].filter(Boolean).join('\n'), replyTo: replyTo ?? back.replyTo, warning: warning ?? back.warning });
    if (back.tray && !this.tray) this.chats.drafts.keepTray(this.id, back.tray);
    this.focusField();
  }

  reply(message: Message): void {
    this.stopEditing();
    this.write({ replyTo: message.number });
    this.focusField();
  }

  edit(message: Message): void {
    this.editing = message;
    this.#edit = { text: message.text ?? '', replyTo: null, warning: message.content_warning ?? null };
    this.focusField();
  }

  /** The last message that I wrote and can still change. */
  editLast(): void {
    const mine = [...(this.timeline?.messages.values() ?? [])].filter((one) => one.sender.id === this.me && !goneWords(one) && !this.chats.acts.deletions.has(one));
    const last = mine.reduce<Message | null>((newest, one) => (newest && newest.number > one.number ? newest : one), null);
    if (last) this.edit(last);
  }

  stopEditing(): void {
    this.editing = null;
    this.#edit = null;
  }

  /** Sends what was written, or saves the change. */
  send(): void {
    const { text, replyTo, warning } = this.draft;
    if (text.trim() === '' && !this.pictured) return;
    const said = { text: text.trim(), warning: warning?.trim() || null };
    if (this.editing) {
      const before = this.editing;
      const same = said.text === before.text && said.warning === (before.content_warning ?? null);
      if (!same) void this.chats.acts.edit(before, said.text, said.warning);
      return this.stopEditing();
    }
    const tray = this.pictured ? this.tray : null;
    this.chats.outbox.send(this.id, { ...said, replyTo, tray });
    if (tray) this.chats.drafts.keepTray(this.id, null);
    this.chats.drafts.keep(this.id, { text: '', replyTo: null, warning: null });
  }
}
