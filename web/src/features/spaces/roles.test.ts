import { expect, test } from 'vitest';
import { actsOn } from './roles';

test('each role acts on those below it, and only the owner makes admins', () => {
  expect(actsOn('owner', 'member')).toEqual(['promote', 'hand over', 'remove', 'ban']);
  expect(actsOn('owner', 'admin')).toEqual(['demote', 'hand over', 'remove', 'ban']);
  expect(actsOn('admin', 'member')).toEqual(['remove', 'ban']);
  for (const [mine, theirs] of [['admin', 'admin'], ['admin', 'owner'], ['member', 'member'], ['owner', 'owner']] as const) expect(actsOn(mine, theirs), `${mine} on ${theirs}`).toEqual([]);
});
