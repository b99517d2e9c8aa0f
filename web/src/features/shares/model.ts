import type { Schemas } from '../../lib/api';
import type { Person } from '../accounts/model';
import type { Enclosed, Shown } from '../media/model';
import type { Space } from '../spaces/model';
import { nameOf } from '../accounts/names';
import { moment } from '../../lib/times';
import { shares } from './words';

/** What somebody posted in a space: text (Markdown), pictures, or both. */
export type Share = Schemas['Share'];

export type Comment = Schemas['Comment'];

/** What is posted, or what a share becomes. */
export interface Posted {
  readonly text: string;
  readonly pictures: Enclosed[];
  /** Its author was asked to think again, and means it. */
  readonly confirmed?: boolean;
}

/** A picture of a share, as the gallery has it. */
export type Hung = Schemas['GalleryPicture'];

/** How many pictures there are of a month, which is named like "2026-11". */
export type MonthCount = Schemas['GalleryMonth'];

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | null;
}

/** The page about somebody; "" for who has none here: a deleted account, or who goes by another name in the space. */
export function pageOf(person: Person): string {
  return person.username ? `/people/${person.id}` : '';
}

export function addressOf({ space_id, id }: Pick<Share, 'space_id' | 'id'>): string {
  return `/spaces/${space_id}/shares?share=${id}`;
}

/** The id of the person as whom one is in a space. */
export function meIn(space: Space, account: string): string {
  return space.me?.person?.id ?? account;
}

export function shownOf({ pictures }: Share): Shown[] {
  return pictures.map(({ media_id, picture, caption }) => ({ key: media_id, picture, caption }));
}

export function shownHung(space: string, { share_id, media_id, picture, caption, author, created_at }: Hung): Shown {
  const by = shares().postedBy(nameOf(author), moment(created_at, new Date()));
  return { key: media_id, picture, caption, by, href: addressOf({ space_id: space, id: share_id }) };
}

