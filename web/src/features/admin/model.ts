import type { Schemas } from '../../lib/api';
import type { OwnAccount } from '../accounts/model';

export type Permission = Schemas['Permission'];

/** What an account may do: by its role, or as it was changed for it alone. */
export type PermissionsOf = Schemas['AccountPermissions'];

export type Ban = Schemas['AccountBan'];

/** A word, and what comes of it. `whole`: only as a word of its own. */
export type WordRule = Schemas['FilteredWord'];

export type WordAct = Schemas['WordAct'];

export const wordActs = ['refuse', 'hold', 'warn'] as const satisfies readonly WordAct[];

/** Help lines of a region; "" is everywhere else. */
export type CrisisCard = Schemas['CrisisCard'];

export type CrisisList = Schemas['CrisisList'];

export type Topic = Schemas['Topic'];

export type DeadJob = Schemas['DeadJob'];

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | null;
}

/** The parts of this page, each with the permission without which one has no use for it. */
export const parts = {
  people: 'manage_roles',
  bans: 'ban',
  words: 'manage_accounts',
  crisis: 'manage_accounts',
  topics: 'manage_topics',
  jobs: 'manage_jobs',
} as const;
export type Part = keyof typeof parts;

export function partsFor({ permissions }: OwnAccount): Part[] {
  const all = Object.keys(parts) as Part[];
  return all.filter((part) => permissions.includes(parts[part]) || (part === 'people' && permissions.includes('ban')));
}
