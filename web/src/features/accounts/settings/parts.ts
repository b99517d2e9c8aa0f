import type { Component } from 'svelte';
import type { OwnAccount } from '../model';

export const parts = ['profile', 'account', 'sessions', 'appearance', 'invitations', 'data'] as const;
export type Part = (typeof parts)[number];

/** What another feature lets one set, at `/settings/KEY`. */
export interface MorePart {
  readonly key: string;
  readonly icon: 'bell' | 'block' | 'calendar' | 'clock' | 'key' | 'shield';
  readonly name: () => string;
  readonly hint: () => string;
  readonly load: () => Promise<{ default: Component }>;
}

/** A page of its own that stands below the settings. */
export interface Elsewhere {
  readonly href: string;
  readonly icon: 'flag' | 'phone' | 'settings' | 'shield';
  readonly name: () => string;
  readonly hint: () => string;
  /** Whether this account has a use for it. */
  readonly for: (me: OwnAccount) => boolean;
}

/** The parts of the settings that somebody has a use for. */
export function partsFor(me: OwnAccount): Part[] {
  return parts.filter((part) => part !== 'invitations' || me.permissions.includes('invite'));
}
