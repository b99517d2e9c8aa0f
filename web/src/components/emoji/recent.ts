import type { Kept } from '../../lib/kept';

const KEY = 'emoji';
const USUAL = ['👍', '❤️', '😂', '🎉', '😮', '😢'];

/** The emoji at hand: those used last, filled up with usual ones. */
export function atHand(kept: Kept): string[] {
  return [...new Set([...(kept.get<string[]>(KEY) ?? []), ...USUAL])].slice(0, USUAL.length);
}

export function used(kept: Kept, emoji: string): void {
  const others = atHand(kept).filter((one) => one !== emoji);
  kept.set(KEY, [emoji, ...others].slice(0, USUAL.length));
}
