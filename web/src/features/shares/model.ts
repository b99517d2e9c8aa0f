import type { Schemas } from '../../lib/api';
import type { Person } from '../accounts/model';
import type { Enclosed, Picture, Shown } from '../media/model';
import type { Reaction } from '../../lib/reactions';
import { moment } from '../../lib/times';
import { shares } from './words';

export type Space = Schemas['Space'];

/** What somebody posted in a space. */
export interface Share {
  readonly id: string;
  readonly space_id: string;
  readonly author: Person;
  /** Markdown; empty where there are only pictures. */
  readonly text: string;
  readonly pictures: readonly Schemas['CaptionedPicture'][];
  /** How many there are. */
  readonly comments: number;
  readonly reactions: Reaction[];
  readonly created_at: string;
  readonly edited_at?: string | null;
}

export interface Comment {
  readonly id: string;
  readonly space_id: string;
  readonly share_id: string;
  readonly author: Person;
  readonly text: string;
  readonly created_at: string;
  readonly edited_at?: string | null;
}

/** What is posted, or what a share becomes. */
export interface Posted {
  readonly text: string;
  readonly pictures: Enclosed[];
}

/** A picture of a share, as the gallery has it. */
export interface Hung {
  readonly share_id: string;
  readonly media_id: string;
  readonly caption: string;
  readonly picture: Picture;
  readonly author: Person;
  readonly created_at: string;
}

/** How many pictures there are of a month, which is named like "2026-11". */
export interface MonthCount {
  readonly month: string;
  readonly pictures: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | null;
}

export function nameOf(person: Person): string {
  return person.deleted ? shares().deletedAccount : person.name;
}

/** The page about somebody; "" for who has none here: a deleted account, or who goes by another name in the space. */
export function pageOf(person: Person): string {
  return person.username ? `/people/${person.id}` : '';
}

export function addressOf({ space_id, id }: Pick<Share, 'space_id' | 'id'>): string {
  return `/spaces/${space_id}/shares?share=${id}`;
}

/** The id of the person as whom one is in a space. */
export function meIn(_space: Space, account: string): string {
  return account;
}

/** Whether one may take away what others posted. */
export function mayModerate(space: Space): boolean {
  return space.me?.role === 'owner' || space.me?.role === 'admin';
}

export function shownOf({ pictures }: Share): Shown[] {
  return pictures.map(({ media_id, picture, caption }) => ({ key: media_id, picture, caption }));
}

export function shownHung(space: string, { share_id, media_id, picture, caption, author, created_at }: Hung): Shown {
  const by = shares().postedBy(nameOf(author), moment(created_at, new Date()));
  return { key: media_id, picture, caption, by, href: addressOf({ space_id: space, id: share_id }) };
}

