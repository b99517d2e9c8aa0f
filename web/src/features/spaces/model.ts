import type { Schemas } from '../../lib/api';

/** A community or a private space. `me`, what one is to it, is absent in the directory and in news to all members. */
export type Space = Schemas['Space'];

export type SpaceRole = Schemas['SpaceRole'];

export type SpaceMember = Schemas['SpaceMember'];

/** Where one is invited to, by name or by a code. */
export type InvitationToSpace = Schemas['InvitationToSpace'] & { space: Space };

/** An invitation as the admins of its space see it. `code` and `link` come only when it is made. */
export type SpaceInvitation = Schemas['SpaceInvitation'];

export type SpaceRequest = Schemas['SpaceRequest'];

export type SpaceBan = Schemas['SpaceBan'];

export type SpaceContents = Schemas['SpaceContents'];

export type NewSpace = Schemas['NewSpaceBody'];

export type SpaceChange = Schemas['SpaceChangeBody'];

export type Topic = Schemas['Topic'];

export interface Place {
  readonly country: string;
  readonly region: string;
  readonly city: string;
}

/** How one comes in: `display_name` is the pseudonym under which one will be there, if any. */
export interface Entering {
  accept_rules: boolean;
  display_name?: string;
}

export interface Page<T> {
  items: T[];
  next?: string | null;
}

export function isMember(space: Space | undefined): boolean {
  return space?.me?.standing === 'member';
}

/** Whether one may change the space, invite, answer requests and ban. */
export function mayManage(space: Space): boolean {
  return space.me?.role === 'owner' || space.me?.role === 'admin';
}
