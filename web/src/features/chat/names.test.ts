import { expect, test } from 'vitest';
import { Names } from './names';
import { ana, ben, chat, message } from './testing';
import { opened } from './timeline';

const cleo = { id: 'c', username: 'Çelik', name: 'Cleo', deleted: false };
const member = (account: typeof ana) => ({ account, role: 'member' as const, joined_at: '2026-01-01T00:00:00Z' });
const names = () => new Names(chat('c'), [member(ana), member(cleo)], opened(1, { items: [message(1, 1)], last_number: 1 }), ana.id);

test('who wrote or is a member is known by name', () => {
  expect(names().of('b')).toBe('Ben');
  expect(names().of('c')).toBe('Cleo');
  expect(names().of('nobody')).toBe('Somebody');
});

test('a name in a text counts when the server says that its member is meant', () => {
  const said = (mentions: string[], username: string) => names().named(message(2, 2, { mentions }), username);
  expect(said(['a'], 'ANA')).toBe('me');
  expect(said(['c'], 'çelik')).toBe('other');
  expect(said([], 'ben')).toBeNull();
  expect(said(['c'], 'nobody')).toBeNull();
  expect(said([ben.id], 'ana')).toBeNull();
});

test('of a member who is not known here, the name counts too', () => {
  expect(names().named(message(2, 2, { mentions: ['unknown'] }), 'zoe')).toBe('other');
});
