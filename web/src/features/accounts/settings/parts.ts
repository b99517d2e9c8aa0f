import type { OwnAccount } from '../model';

export const parts = ['profile', 'account', 'sessions', 'appearance', 'invitations', 'data'] as const;
export type Part = (typeof parts)[number];

/** The parts of the settings that somebody has a use for. */
export function partsFor(me: OwnAccount): Part[] {
  return parts.filter((part) => part !== 'invitations' || me.permissions.includes('invite'));
}
