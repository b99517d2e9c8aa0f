import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tell } from '../../lib/news';
import { toasts } from '../../lib/toasts.svelte';
import { t } from '../../lib/words.svelte';
import type { InvitationToSpace, Space } from './model';
import { Spaces } from './spaces.svelte';
import { space } from './testing';

vi.stubGlobal('location', { pathname: '/', search: '' });

const family = space('family', { name: 'Family' });
const club = space('club', { name: 'Club' });
const invitation: InvitationToSpace = { id: 'i', space: space('choir', { name: 'Choir' }), invited_by: { id: 'b', username: 'ben', name: 'Ben', deleted: false }, expires_at: '2027-01-01T00:00:00Z' };
let spaces: Spaces;

beforeEach(async () => {
  const ask = { listSpaces: async () => ({ items: [family, club], next: null }), listInvited: async () => [invitation], getSpace: async (id: string) => space(id) };
  spaces = new Spaces('a', ask);
  await vi.waitUntil(() => spaces.loaded);
});
afterEach(() => {
  spaces.close();
  toasts.shown.forEach((toast) => toasts.dismiss(toast.id));
});

const names = () => spaces.list.map(({ name }) => name);

test('one’s spaces stand by the alphabet, and one that is looked at isn’t among them', () => {
  expect(names()).toEqual(['Club', 'Family']);
  spaces.keep(space('other', { me: { ...family.me!, standing: 'none', role: null } }));
  expect(names()).toEqual(['Club', 'Family']);
  expect(spaces.find('other')?.id).toBe('other');
});

test('news to all members leaves what one is to the space as it is', () => {
  const { me: _, ...news } = { ...family, name: 'The family' };
  tell('space.changed', news as Space);
  expect(names()).toEqual(['Club', 'The family']);
  tell('space.changed', space('never seen'));
  expect(spaces.find('never seen')).toBeUndefined();
});

test('who joins what they were invited to is invited no longer', () => {
  tell('space.joined', invitation.space);
  expect(names()).toEqual(['Choir', 'Club', 'Family']);
  expect(spaces.invitations).toEqual([]);
});

test('who asked to join is told when they are let in', () => {
  const sea = space('sea', { name: 'By the sea' });
  spaces.keep({ ...sea, me: { ...sea.me!, standing: 'requested', role: null } });
  tell('space.joined', sea);
  tell('space.joined', sea);
  expect(toasts.shown.map((toast) => toast.text)).toEqual([t().page.letInto('By the sea')]);
});

test('who is removed is told so, and who leaves isn’t', async () => {
  tell('space.left', { space_id: 'family' });
  expect(toasts.shown.map((toast) => toast.text)).toEqual([t().page.noLongerInSpace('Family')]);
  await spaces.leave('club', async () => tell('space.left', { space_id: 'club' }));
  expect([names(), toasts.shown.length]).toEqual([[], 1]);
});

test('a leaving that is refused changes nothing', async () => {
  await expect(spaces.leave('club', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(names()).toEqual(['Club', 'Family']);
});

test('members are counted as they come and go', () => {
  tell('space.member_joined', { space_id: 'club' });
  tell('space.member_joined', { space_id: 'club' });
  tell('space.member_left', { space_id: 'club' });
  expect(spaces.find('club')?.members_count).toBe(2);
});
