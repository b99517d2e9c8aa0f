import type { Message, MessagePage, Missed } from './model';

/** What is loaded of one chat: an unbroken run of messages up to the newest, and how far its changes are known. */
export interface Timeline {
  /** Each once, by ascending number. */
  readonly messages: readonly Message[];
  /** Every change up to and including this position is in. */
  readonly position: number;
  /** Positions heard beyond a hole: something between them and `position` was lost, or is late. */
  readonly ahead: readonly number[];
  readonly hasOlder: boolean;
}

/** `position` is the chat's as it was *before* the page was read; what the page has beyond it may come again. */
export function opened(position: number, page: MessagePage, limit: number): Timeline {
  return { messages: merged([], page.items), position, ahead: [], hasOlder: goesOn(page, limit) };
}

export function withOlder(timeline: Timeline, page: MessagePage, limit: number): Timeline {
  return { ...timeline, messages: merged(timeline.messages, page.items), hasOlder: goesOn(page, limit) };
}

/** Takes in one live event, in whatever order and however often it comes. */
export function applied(timeline: Timeline, message: Message): Timeline {
  return saw({ ...timeline, messages: merged(timeline.messages, inRange(timeline, [message])) }, message.position);
}

/** Takes in what was missed. An answer that says `reload` can't be applied: load afresh instead. */
export function resumed(timeline: Timeline, missed: Missed): Timeline {
  const messages = merged(timeline.messages, inRange(timeline, missed.messages));
  const position = Math.max(timeline.position, missed.position);
  return settled({ ...timeline, messages, position });
}

export function hasHole(timeline: Timeline): boolean {
  return timeline.ahead.length > 0;
}

export function newest(timeline: Timeline): number {
  return timeline.messages.at(-1)?.number ?? 0;
}

/** A change to a message older than what is loaded would tear a hole in the run; it comes with its page. */
function inRange(timeline: Timeline, messages: readonly Message[]): readonly Message[] {
  const oldest = timeline.messages[0]?.number;
  if (!timeline.hasOlder || oldest === undefined) return messages;
  return messages.filter((message) => message.number >= oldest);
}

function merged(known: readonly Message[], news: readonly Message[]): Message[] {
  const byNumber = new Map(known.map((message) => [message.number, message]));
  for (const message of news) {
    const before = byNumber.get(message.number);
    if (!before || before.position <= message.position) byNumber.set(message.number, message);
  }
  return [...byNumber.values()].sort((a, b) => a.number - b.number);
}

function saw(timeline: Timeline, position: number): Timeline {
  if (position <= timeline.position) return timeline;
  return settled({ ...timeline, ahead: [...timeline.ahead, position] });
}

/** Moves `position` on over everything heard that now follows without a hole. */
function settled(timeline: Timeline): Timeline {
  let position = timeline.position;
  const ahead = [...new Set(timeline.ahead)].sort((a, b) => a - b);
  const beyond = ahead.filter((heard) => {
    if (heard === position + 1) position = heard;
    return heard > position;
  });
  return { ...timeline, position, ahead: beyond };
}

function goesOn(page: MessagePage, limit: number): boolean {
  return page.items.length >= limit && (page.items[0]?.number ?? 1) > 1;
}
