import type { Component } from 'svelte';
import type { Space } from './model';

/** What another feature shows in a space, to its members, at `/spaces/ID/KEY`. */
export interface SpaceTab {
  readonly key: string;
  readonly name: () => string;
  /** Whether it is for this member; without it, it is for all. */
  readonly for?: (space: Space) => boolean;
  readonly load: () => Promise<{ default: Component<{ space: Space }> }>;
}

/** The parts of the tab about members; those after the first are the admins’. */
export const memberParts = ['members', 'requests', 'invitations', 'bans'] as const;
export type MemberPart = (typeof memberParts)[number];

export function isMemberPart(key: string): key is MemberPart {
  return (memberParts as readonly string[]).includes(key);
}
