import type { Message, MessagePage, Missed } from './model';

/**
 * What is loaded of one chat, and how far its changes are known. Numbers have no gaps, so any part of a chat may be
 * loaded: what isn't is a place that is known, and is fetched when it comes into view. Parts join by themselves.
 */
export interface Timeline {
  readonly messages: ReadonlyMap<number, Message>;
  /** The number of the chat's newest message; 0 before the first. */
  readonly last: number;
  /** Every change up to and including this position is in what is loaded. */
  readonly position: number;
  /** Positions heard beyond a hole: something between them and `position` was lost, or is late. */
  readonly ahead: readonly number[];
}

/** Numbers from the first to the last, both included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** How many messages are kept at most, and how many are left when there were more. */
export const MOST = 1200;
const LEFT = 600;

/** `position` is the chat's as it was *before* the page was read; what the page has beyond it may come again. */
export function opened(position: number, page: MessagePage): Timeline {
  return withPage({ messages: new Map(), last: 0, position, ahead: [] }, page);
}

export function withPage(timeline: Timeline, page: MessagePage): Timeline {
  return { ...merged(timeline, page.items), last: Math.max(timeline.last, page.last_number) };
}

/** Takes in one live event, in whatever order and however often it comes. */
export function applied(timeline: Timeline, message: Message): Timeline {
  const after = merged(timeline, [message]);
  if (message.position <= timeline.position) return after;
  return settled({ ...after, ahead: [...timeline.ahead, message.position] });
}

/** Takes in what was missed. An answer that says `reload` can't be applied: load afresh instead. */
export function resumed(timeline: Timeline, missed: Missed): Timeline {
  const after = merged(timeline, missed.messages);
  const position = Math.max(timeline.position, missed.position);
  return settled({ ...after, position, last: Math.max(after.last, missed.last_number) });
}

/** Shows a change before the server has confirmed it. The answer, whose position is higher, takes its place. */
export function guessed(timeline: Timeline, message: Message): Timeline {
  return merged(timeline, [message]);
}

export function hasHole(timeline: Timeline): boolean {
  return timeline.ahead.length > 0;
}

/** The part of `wanted` that isn't loaded and is to be fetched next: the nearest to its middle, a page long at most. */
export function missing(timeline: Timeline, wanted: Stretch, page: number): Stretch | null {
  const from = Math.max(1, wanted.from);
  const to = Math.min(timeline.last, wanted.to);
  const absent = (number: number) => number >= 1 && number <= timeline.last && !timeline.messages.has(number);
  const middle = Math.floor((from + to) / 2);
  let nearest = 0;
  for (let step = 0; nearest === 0 && (middle - step >= from || middle + step <= to); step++) {
    if (middle - step >= from && absent(middle - step)) nearest = middle - step;
    else if (middle + step <= to && absent(middle + step)) nearest = middle + step;
  }
  if (nearest === 0) return null;
  let [low, high] = [nearest, nearest];
  // Grows away from what is loaded, by turns where both sides are open.
  for (let grew = true; grew && high - low + 1 < page; ) {
    grew = false;
    if (absent(low - 1)) (low -= 1), (grew = true);
    if (high - low + 1 < page && absent(high + 1)) (high += 1), (grew = true);
  }
  return { from: low, to: high };
}

/** Lets go of what is farthest from `centre` when there is too much. What went is fetched again when it is looked at. */
export function trimmed(timeline: Timeline, centre: number): Timeline {
  if (timeline.messages.size <= MOST) return timeline;
  const nearest = [...timeline.messages.keys()].sort((a, b) => Math.abs(a - centre) - Math.abs(b - centre)).slice(0, LEFT);
  return { ...timeline, messages: new Map(nearest.map((number) => [number, timeline.messages.get(number)!])) };
}

function merged(timeline: Timeline, news: readonly Message[]): Timeline {
  const messages = new Map(timeline.messages);
  let last = timeline.last;
  for (const message of news) {
    const before = messages.get(message.number);
    if (!before || before.position <= message.position) messages.set(message.number, message);
    last = Math.max(last, message.number);
  }
  return { ...timeline, messages, last };
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
