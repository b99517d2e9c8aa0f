import type { Role } from './model';

export type MemberAct = 'promote' | 'demote' | 'hand over' | 'remove';

const rank: Record<Role, number> = { member: 0, admin: 1, owner: 2 };

/** What one of the first role may do about one of the second: only those below are changed or removed, and only the owner makes admins. */
export function actsOn(mine: Role, theirs: Role): MemberAct[] {
  if (mine === 'member' || rank[mine] <= rank[theirs]) return [];
  if (mine === 'admin') return ['remove'];
  return [theirs === 'admin' ? 'demote' : 'promote', 'hand over', 'remove'];
}
