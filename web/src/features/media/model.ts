import type { Schemas } from '../../lib/api';

/** A picture that can be shown. What it shows never changes; the addresses in it run out after a minute or two. */
export type Picture = Schemas['Picture'];

/** An upload, and what became of it. */
export type Media = Schemas['Media'];

export type MediaFailure = Schemas['MediaFailure'];

/** A picture as others see it beside something: in a share, under a message. */
export interface Shown {
  /** What it is told apart by. */
  readonly key: string;
  readonly picture: Picture;
  /** What is on it, for those who can't see it; may be empty. */
  readonly caption: string;
  /** Said under it where it is shown alone: who posted it, and when. */
  readonly by?: string;
  /** Where it comes from, for a link to there. */
  readonly href?: string;
}

/** Asks again for a picture whose addresses have run out. Null where it is gone. */
export type Again = (mediaId: string) => Promise<Picture | null>;

/** What goes with a share or a message. */
export type Enclosed = Schemas['CaptionedBody'];

/** How many pictures go with one share or message. */
export const MOST_PICTURES = 10;

/** In characters. */
export const MOST_CAPTION = 500;

export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
