import { expect, test } from 'vitest';
import { matching, unreadIn, withChat, withLevel, withMentions, withMessage, withNews, withReadMark, withoutChat, type ChatList } from './chat-list';
import { titleOf } from './model';
import { ana, ben, chat, message } from './testing';

const ids = (list: ChatList) => list.map((one) => one.id);
const two = () => withChat(withChat([], chat('c')), chat('d', { created_at: '2026-01-02T00:00:00Z' }));

test('the chat with the newest message comes first', () => {
  expect(ids(two())).toEqual(['d', 'c']);
  const late = message(1, 1, { created_at: '2026-01-03T00:00:00Z' });
  expect(ids(withMessage(two(), late, ana.id))).toEqual(['c', 'd']);
});

test('the message of another is unread, once, however often it is heard; my own is not', () => {
  const once = withMessage(two(), message(1, 1), ana.id);
  expect(unreadIn(once)).toBe(1);
  expect(unreadIn(withMessage(once, message(1, 1), ana.id))).toBe(1);
  expect(unreadIn(withMessage(two(), message(1, 1, { sender: ana }), ana.id))).toBe(0);
});

test('a change to the last message shows, and an older state does not come back', () => {
  const sent = withMessage(two(), message(1, 1), ana.id);
  const deleted = withMessage(sent, message(1, 3, { deleted: true, text: null }), ana.id);
  const late = withMessage(deleted, message(1, 2, { text: 'edited' }), ana.id);
  expect(late.find((one) => one.id === 'c')?.last_message?.deleted).toBe(true);
});

test('a read mark counts down, never backwards', () => {
  const some = withMessage(withMessage(two(), message(1, 1), ana.id), message(2, 2), ana.id);
  const one = withReadMark(some, { chat_id: 'c', account_id: ana.id, number: 1, unread: 1 });
  expect(unreadIn(one)).toBe(1);
  const all = withReadMark(one, { chat_id: 'c', account_id: ana.id, number: 2 });
  expect(unreadIn(all)).toBe(0);
  expect(withReadMark(all, { chat_id: 'c', account_id: ana.id, number: 1, unread: 1 })).toEqual(all);
});

test('news about a chat leaves what is personal', () => {
  const before = withMessage([chat('c', { with: ben })], message(1, 1), ana.id);
  const after = withNews(before, { id: 'c', title: 'New title', members_count: 3, last_number: 0, with: null });
  expect(after[0]).toEqual({ ...before[0], title: 'New title', members_count: 3 });
  expect(withNews(before, { id: 'unknown', title: 'x' })).toBe(before);
});

test('a chat that was read before an event does not undo it', () => {
  const heard = withMessage(two(), message(1, 1), ana.id);
  expect(withChat(heard, chat('c'))).toEqual(heard);
  expect(withChat(heard, chat('c', { position: 1, title: 'Read later' })).find((one) => one.id === 'c')?.title).toBe('Read later');
});

test('a chat that was left is gone; words find the others', () => {
  expect(ids(withoutChat(two(), 'c'))).toEqual(['d']);
  expect(ids(matching(two(), ' D ', titleOf))).toEqual(['d']);
  expect(ids(matching(two(), '', titleOf))).toEqual(['d', 'c']);
});

test('what is muted does not count, but for being named where that was asked for', () => {
  const heard = (level: 'mentions' | 'nothing', mentions: string[]) => withMessage(withLevel(two(), 'c', level, null), message(1, 1, { mentions }), ana.id);
  expect(unreadIn(heard('nothing', [ana.id]))).toBe(0);
  expect(unreadIn(heard('mentions', []))).toBe(0);
  expect(unreadIn(heard('mentions', [ana.id]))).toBe(1);
  const over = withLevel(heard('nothing', []), 'c', 'nothing', '2020-01-01T00:00:00Z');
  expect(unreadIn(over)).toBe(1);
});

test('being named is marked until it is read', () => {
  const mentioned = (list: ChatList) => list.find((one) => one.id === 'c')?.me.mentioned ?? false;
  const named = withMessage(withMessage(two(), message(1, 1, { mentions: [ana.id] }), ana.id), message(2, 2), ana.id);
  expect(mentioned(named)).toBe(true);
  expect(mentioned(withReadMark(named, { chat_id: 'c', account_id: ana.id, number: 2 }))).toBe(false);
  expect(mentioned(withMessage(two(), message(1, 1, { mentions: [ben.id] }), ana.id))).toBe(false);
  const read = withMentions(chat('c', { last_message: message(3, 3, { mentions: [ana.id] }), me: { person: ana, role: 'member', state: 'member', read_number: 2, unread: 1, level: 'all' } }), ana.id);
  expect(read.me.mentioned).toBe(true);
});

test('under another name, one’s own messages and the mentions of it are told by that', () => {
  const masked = chat('c', { me: { role: 'member', state: 'member', read_number: 0, unread: 0, level: 'all', person: { id: 'm', name: 'Moth', deleted: false } } });
  expect(unreadIn(withMessage([masked], message(1, 1, { sender: { id: 'm', name: 'Moth', deleted: false } }), ana.id))).toBe(0);
  expect(withMessage([masked], message(1, 1, { mentions: ['m'] }), ana.id)[0]!.me).toMatchObject({ unread: 1, mentioned: true });
  expect(withMessage([masked], message(1, 1, { mentions: [ana.id] }), ana.id)[0]!.me.mentioned).toBe(false);
});
