// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tell } from '../../lib/news';
import { NotificationList } from './list.svelte';
import type { Notification } from './model';
import { minute, notification } from './testing';

let there: { items: readonly Notification[]; next: string | null };
let list: NotificationList;
const seen = vi.fn(async (_: string) => undefined);
const read = vi.fn(async (_: string) => undefined);
const readAll = vi.fn(async () => undefined);
const counts = { unseen: 0, unread: 0 };

const ids = () => list.shown.map(({ id }) => id);
const created = (one: Notification) => tell('notification.created', { notification: one, counts });

beforeEach(async () => {
  vi.clearAllMocks();
  there = { items: [notification('b', { at: minute(2), seen: false }), notification('a', { at: minute(1), read: true })], next: null };
  const listNotifications = async (after: string | null, unread: boolean) => (after ? { items: [notification('z', { at: minute(-9) })], next: null } : { ...there, items: there.items.filter((one) => !unread || !one.read) });
  list = new NotificationList({ listNotifications, seen, read, readAll, getCounts: vi.fn(), getPreferences: vi.fn() });
  await vi.waitUntil(() => list.loaded);
});
afterEach(() => list.close());

test('who has them open has seen them', () => {
  expect(seen).toHaveBeenCalledWith(minute(2));
});

test('what was said to be seen isn’t said again, whatever the server answers', async () => {
  tell('notification.changed', { counts });
  tell('notification.changed', { counts });
  await list.load();
  expect(seen).toHaveBeenCalledTimes(1);
  seen.mockRejectedValueOnce(new Error('no'));
  created(notification('c', { at: minute(3), seen: false }));
  await vi.waitUntil(() => seen.mock.calls.length === 2);
  there = { items: [notification('c', { at: minute(3), seen: false }), ...there.items], next: null };
  await list.load();
  await vi.waitUntil(() => seen.mock.calls.length === 3);
  expect(seen.mock.calls.map(([until]) => until)).toEqual([minute(2), minute(3), minute(3)]);
});

test('what comes stands on top, and what grows moves there', async () => {
  created(notification('c', { at: minute(3) }));
  expect(ids()).toEqual(['c', 'b', 'a']);
  created(notification('a', { at: minute(4), count: 2 }));
  expect(ids()).toEqual(['a', 'c', 'b']);
});

test('the unread alone, and all again', async () => {
  await list.show(true);
  expect(ids()).toEqual(['b']);
  list.read(list.shown[0]!);
  expect([ids(), read.mock.calls]).toEqual([[], [['b']]]);
  await list.show(false);
  expect(ids()).toEqual(['b', 'a']);
});

test('what is unread in a chat is read there, not here', () => {
  const one = notification('chat', { kind: 'message_group', at: minute(5) });
  created(one);
  list.read(one);
  expect([list.shown[0]!.read, read.mock.calls.length]).toEqual([false, 0]);
});

test('all is read at once, and unread again when the server doesn’t take it', async () => {
  readAll.mockRejectedValueOnce(new Error('no'));
  const reading = list.readAll();
  expect(list.shown.every((one) => one.read)).toBe(true);
  await expect(reading).rejects.toThrow('no');
  expect(list.shown.map((one) => one.read)).toEqual([false, true]);
});

test('what is read on another device is read here', async () => {
  there = { items: there.items.map((one) => ({ ...one, read: true })), next: null };
  tell('notification.changed', { counts });
  await vi.waitUntil(() => list.shown.every((one) => one.read));
});

test('older ones follow, and stay when the newest are read anew', async () => {
  there = { ...there, next: 'further' };
  await list.load();
  await list.more();
  expect([ids(), list.next]).toEqual([['b', 'a', 'z'], null]);
  there = { items: [there.items[0]!], next: 'further' };
  await list.load();
  // One that is no more there goes, the older ones stay.
  expect(ids()).toEqual(['b', 'a', 'z']);
  there = { items: [notification('n', { at: minute(0) })], next: 'further' };
  await list.load();
  expect(ids()).toEqual(['n', 'z']);
});
