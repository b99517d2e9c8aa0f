import type { Schemas } from '../../lib/api';

/** Somebody, as named in chats and messages. A deleted account has no username. */
export type Person = Schemas['Person'];

/** An account as others see it. */
export type Account = Schemas['Account'];

/** The address of the small picture of somebody, or of a space; or "". */
export function faceOf({ picture }: { name: string; picture?: Schemas['Thumbnail'] | Schemas['Picture'] | null }): string {
  return !picture ? '' : 'address' in picture ? picture.address : picture.thumbnail.address;
}

/** The page about somebody; "" for who has none: a deleted account, or who goes by another name in a space. */
export function pageOf({ id, username }: Person): string {
  return username ? `/people/${id}` : '';
}

/** One's own account. */
export type OwnAccount = Schemas['OwnAccount'];

export type Registration = Schemas['NewAccountBody'];

/** Who may register on this server. */
export type RegistrationPolicy = Schemas['RegistrationPolicy']['registration'];

export type ProfileChange = Schemas['ProfileChangeBody'];

export type Role = Schemas['Role'];

export type Session = Schemas['Session'];

export type Invitation = Schemas['Invitation'];

export const roles = ['member', 'moderator', 'admin'] as const satisfies readonly Role[];
