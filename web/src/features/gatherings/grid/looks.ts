import type { Span } from './spans';

/** How a cell is drawn: free, in part free, or how many can then, from none (heat-0) to all (heat-5). */
export type Tone = 'none' | 'free' | 'part' | `heat-${number}`;

export interface Look {
  readonly tone: Tone;
  /** What its name ends with, like "free". */
  readonly words: string;
  /** Stands in it, where there is something. */
  readonly text?: string;
  /** Whether it is pointed out. */
  readonly marked?: boolean;
}

/** How cells are painted, where they can be. */
export interface Brush {
  readonly isOn: (cell: Span) => boolean;
  readonly paint: (cells: readonly Span[], on: boolean) => void;
}
