import { expect, test } from 'vitest';
import { addressOf, kinds } from './model';
import { excerptOf, placeOf, sayOf } from './sentences';
import { notification } from './testing';

const person = (name: string) => ({ id: name, username: name.toLowerCase(), name, deleted: false });

test('whoever did it is named, as far as a line holds', () => {
  expect(sayOf(notification('a', { actors: [person('Ben'), person('Cléo')], actors_count: 2 }))).toBe('Ben and Cléo mentioned you');
  expect(sayOf(notification('a', { actors: [person('Ben'), person('Cléo'), person('Di')], actors_count: 9 }))).toBe('Ben, Cléo and 7 more mentioned you');
  expect(sayOf(notification('a', { actors: [], actors_count: 0 }))).toBe('Somebody mentioned you');
});

test('messages are counted, by person or by place', () => {
  expect(sayOf(notification('a', { kind: 'message_group', count: 5 }))).toBe('5 new messages in Garden');
  expect(sayOf(notification('a', { kind: 'message_direct', count: 2 }))).toBe('2 new messages from Ben');
});

test('every kind has a sentence, with its place in or beside it, and leads somewhere', () => {
  for (const kind of kinds) {
    const one = notification('a', { kind, gathering_id: 'g' });
    expect(sayOf(one).length, kind).toBeGreaterThan(5);
    expect(addressOf(one), kind).toMatch(/^\/[a-z]/);
    if (!['message_direct', 'request', 'moderation'].includes(kind)) expect(`${sayOf(one)} ${placeOf(one)}`, kind).toContain('Garden');
  }
});

test('it leads to the message, the share, the gathering or the space', () => {
  const elsewhere = { chat_id: undefined, number: undefined };
  expect(addressOf(notification('a'))).toBe('/chats/garden/messages/7');
  expect(addressOf(notification('a', { kind: 'message_group' }))).toBe('/chats/garden');
  expect(addressOf(notification('a', { ...elsewhere, kind: 'comment', space_id: 's', share_id: 'x' }))).toBe('/spaces/s/shares?share=x');
  expect(addressOf(notification('a', { ...elsewhere, kind: 'gathering_settled', gathering_id: 'g', space_id: 's' }))).toBe('/gatherings/g');
  expect(addressOf(notification('a', { ...elsewhere, kind: 'invitation', space_id: 's' }))).toBe('/invited/s');
});

test('what is new in a space is one: of one it says what it is, of several how many', () => {
  const elsewhere = { chat_id: undefined, number: undefined, space_id: 's' };
  const proposed = notification('a', { ...elsewhere, kind: 'gathering_proposed', gathering_id: 'g', excerpt: 'Soup' });
  expect([sayOf(proposed), placeOf(proposed), excerptOf(proposed), addressOf(proposed)]).toEqual(['Ben proposed Soup', 'Garden', '', '/gatherings/g']);
  const several = { ...proposed, count: 3 };
  expect([sayOf(several), placeOf(several), excerptOf(several), addressOf(several)]).toEqual(['3 new gatherings', 'Garden', 'Soup', '/spaces/s/gatherings']);
  const asked = notification('a', { ...elsewhere, kind: 'gathering_proposed', gathering_id: 'g', title: 'Soup' });
  expect([sayOf(asked), placeOf(asked)]).toEqual(['Ben proposed Soup', '']);
  const shared = notification('a', { ...elsewhere, kind: 'share', share_id: 'x', count: 2 });
  expect([sayOf(shared), addressOf(shared), addressOf({ ...shared, count: 1 })]).toEqual(['2 new shares', '/spaces/s/shares', '/spaces/s/shares?share=x']);
});
