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

/** An account, as admins see it. */
export type Overview = Schemas['AccountOverview'];

/** A space, as admins see it: a private one without its name. */
export type SpaceOverview = Schemas['SpaceOverview'];

export type Storage = Schemas['Storage'];

export type Health = Schemas['ServerHealth'];

export type Setting = Schemas['Setting'];

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | null;
}

/** The parts of this page, each with the permission without which one has no use for it. */
export const parts = {
  people: 'manage_accounts',
  bans: 'ban',
  spaces: 'manage_accounts',
  words: 'manage_accounts',
  crisis: 'manage_accounts',
  topics: 'manage_topics',
  storage: 'manage_accounts',
  health: 'manage_jobs',
  jobs: 'manage_jobs',
  settings: 'manage_jobs',
} as const;
export type Part = keyof typeof parts;

export function partsFor({ permissions }: OwnAccount): Part[] {
  const all = Object.keys(parts) as Part[];
  return all.filter((part) => permissions.includes(parts[part]) || (part === 'people' && (permissions.includes('manage_roles') || permissions.includes('ban'))));
}

/** Settings by their sections, in the order of the manual: those that have the words, and, if asked so, aren't as they come. */
export function sectionsOf(all: readonly Setting[], words: string, changed: boolean): [string, Setting[]][] {
  const wanted = words.trim().toLowerCase().split(/\s+/);
  const fits = (one: Setting) => wanted.every((word) => `${one.key} ${one.explanation}`.toLowerCase().includes(word)) && !(changed && one.set_by === 'default');
  const sections = new Map<string, Setting[]>();
  for (const one of all.filter(fits)) {
    const name = one.key.slice(0, one.key.indexOf('.'));
    sections.set(name, [...(sections.get(name) ?? []), one]);
  }
  return [...sections];
}
