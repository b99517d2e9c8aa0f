import type { Schemas } from './api';

export type Reaction = Schemas['Reaction'];

/** The reactions after `me` has put one there, or taken it away. */
export function withReaction(reactions: Reaction[], emoji: string, me: string, on: boolean): Reaction[] {
  const known = reactions.find((reaction) => reaction.emoji === emoji);
  if (!known) return on ? [...reactions, { emoji, count: 1, account_ids: [me] }] : reactions;
  if (known.account_ids.includes(me) === on) return reactions;
  const account_ids = on ? [...known.account_ids, me] : known.account_ids.filter((id) => id !== me);
  const changed = { emoji, count: known.count + (on ? 1 : -1), account_ids };
  return reactions.flatMap((reaction) => (reaction !== known ? [reaction] : changed.count > 0 ? [changed] : []));
}
