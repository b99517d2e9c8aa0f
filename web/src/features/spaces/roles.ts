import type { SpaceRole } from './model';

export type MemberAct = 'promote' | 'demote' | 'hand over' | 'remove' | 'ban';

const rank: Record<SpaceRole, number> = { member: 0, admin: 1, owner: 2 };

/** What one of the first role may do about one of the second: only those below are changed or removed, and only the owner makes admins. */
export function actsOn(mine: SpaceRole, theirs: SpaceRole): MemberAct[] {
  if (mine === 'member' || rank[mine] <= rank[theirs]) return [];
  if (mine === 'admin') return ['remove', 'ban'];
  return [theirs === 'admin' ? 'demote' : 'promote', 'hand over', 'remove', 'ban'];
}
