import type { Chat, Message } from './model';

interface Said {
  readonly messages: Iterable<Message>;
  /** What is still on its way. */
  readonly waiting: Iterable<{ readonly at: number }>;
}

/** When one may write again in a chat in slow mode, in milliseconds since 1970; 0 where one needn't wait. */
export function slowUntil({ slow_seconds }: Pick<Chat, 'slow_seconds'>, { messages, waiting }: Said, me: string, now: number): number {
  const pause = slow_seconds * 1000;
  if (pause === 0) return 0;
  let last = 0;
  for (const { sender, created_at } of messages) if (sender.id === me) last = Math.max(last, Date.parse(created_at));
  for (const { at } of waiting) last = Math.max(last, at);
  const until = last + pause;
  // What comes from the future tells of a clock that is wrong: then only the server knows.
  return last > now + 1000 || until <= now ? 0 : until;
}

/** What can be chosen, in seconds: 0 is no slow mode. */
export const PAUSES = [0, 10, 30, 60, 300, 900, 3600] as const;
