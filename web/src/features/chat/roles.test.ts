import { expect, test } from 'vitest';
import { actsOn } from './roles';

test('roles act only on those below, and only the owner changes them', () => {
  expect(actsOn('owner', 'member')).toEqual(['promote', 'hand over', 'remove']);
  expect(actsOn('owner', 'admin')).toEqual(['demote', 'hand over', 'remove']);
  expect(actsOn('admin', 'member')).toEqual(['remove']);
  expect(actsOn('admin', 'admin')).toEqual([]);
  expect(actsOn('admin', 'owner')).toEqual([]);
  expect(actsOn('member', 'member')).toEqual([]);
});
