// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { address } from '../../lib/address.svelte';
import { tell } from '../../lib/news';
import { toasts } from '../../lib/toasts.svelte';
import { Bell } from './bell.svelte';
import type { Looking } from './looking';
import type { Notification, Preferences } from './model';
import { notification, preferences } from './testing';

const CHAT = '019ad000-0000-7000-8000-000000000001';
let chosen: Preferences;
let said: Looking[];
let ask: ConstructorParameters<typeof Bell>[2];
let bell: Bell;

const texts = () => toasts.shown.map(({ text }) => text);
const created = (one: Notification) => tell('notification.created', { notification: one, counts: { unseen: 1, unread: 1 } });

/** Begins anew, at a place of the page. */
async function begin(path: string): Promise<void> {
  vi.spyOn(address, 'path', 'get').mockReturnValue(path);
  ask = { getCounts: async () => ({ unseen: 2, unread: 3 }), getPreferences: async () => chosen, listNotifications: vi.fn(), seen: vi.fn(), readAll: vi.fn(), read: vi.fn() };
  said = [];
  bell = new Bell('ana', (_, body) => said.push(body), ask);
  await vi.waitUntil(() => bell.preferences !== null && bell.counts.unread === 3);
}

beforeEach(() => {
  localStorage.clear();
  chosen = preferences();
});
afterEach(() => {
  bell.close();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('what happens elsewhere is said once, and the next takes its place', async () => {
  await begin('/settings');
  created(notification('a'));
  await vi.waitUntil(() => texts().length === 1);
  created(notification('b', { kind: 'reply' }));
  await vi.waitUntil(() => texts()[0] === 'Ben replied to you');
  expect([texts().length, bell.counts.unseen]).toEqual([1, 1]);
});

test('what one looks at, has read, or sees in the list of chats isn’t said', async () => {
  await begin(`/chats/${CHAT}`);
  created(notification('a', { chat_id: CHAT }));
  created(notification('b', { read: true }));
  created(notification('c', { kind: 'message_group', chat_id: 'other' }));
  // Each is said after a moment, if at all: the last is.
  created(notification('d', { kind: 'reply', chat_id: 'other' }));
  await vi.waitUntil(() => texts().length > 0);
  expect(texts()).toEqual(['Ben replied to you']);
});

test('in quiet hours nothing is said, and it counts all the same', async () => {
  chosen = preferences({ quiet: { from: '00:00', to: '23:59' } });
  vi.useFakeTimers({ now: new Date('2026-01-05T12:00:00Z'), toFake: ['Date'] });
  await begin('/settings');
  created(notification('a'));
  bell.prefer(preferences());
  created(notification('b', { kind: 'reply' }));
  await vi.waitUntil(() => texts().length > 0);
  expect([texts(), bell.counts.unread]).toEqual([['Ben replied to you'], 1]);
});

test('who is discreet is told that there is something, and nothing else; also before it is known again', async () => {
  chosen = preferences({ discreet: true });
  await begin('/settings');
  created(notification('a'));
  await vi.waitUntil(() => texts().length > 0);
  expect(texts()).toEqual(['There is something new.']);
  bell.close();
  chosen = preferences();
  bell = new Bell('ana', () => undefined, ask);
  expect(bell.discreet).toBe(true);
  await vi.waitUntil(() => !bell.discreet);
});

test('the server hears what is looked at: each change once, and again after the connection was lost', async () => {
  await begin('/');
  bell.look(`/chats/${CHAT}`, '', true);
  bell.look(`/chats/${CHAT}/messages/3`, '', true);
  bell.look(`/chats/${CHAT}`, '', false);
  bell.look(`/chats/${CHAT}`, '', true);
  tell('live.ready', {});
  expect(said).toEqual([{ chat_id: CHAT }, {}, { chat_id: CHAT }, { chat_id: CHAT }]);
});

test('what nobody is told by name is counted when it happens, and not for each message', async () => {
  await begin('/settings');
  const asked = vi.spyOn(ask!, 'getCounts').mockResolvedValue({ unseen: 4, unread: 5 });
  for (let message = 0; message < 50; message++) tell('message.sent', {});
  await vi.waitUntil(() => bell.counts.unread === 5, { timeout: 5000 });
  expect(asked).toHaveBeenCalledTimes(1);
  tell('share.posted', {});
  await vi.waitUntil(() => asked.mock.calls.length === 2, { timeout: 5000 });
});

test.each([
  ...['message.hidden', 'message.restored', 'message.deleted'],
  ...['share.hidden', 'share.restored', 'share.deleted', 'share.comment_hidden', 'share.comment_restored', 'share.comment_deleted'],
])('what is taken out of sight counts no more, and what comes back does: %s', async (event) => {
  await begin('/settings');
  const asked = vi.spyOn(ask!, 'getCounts');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  tell(event, {});
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toHaveBeenCalledTimes(1);
});

test('visits are counted by the day', async () => {
  vi.useFakeTimers({ now: new Date('2026-01-05T12:00:00Z'), toFake: ['Date'] });
  await begin('/');
  bell.close();
  await begin('/');
  expect(bell.visits).toBe(1);
  bell.close();
  vi.setSystemTime(new Date('2026-01-06T12:00:00Z'));
  await begin('/');
  expect(bell.visits).toBe(2);
});
