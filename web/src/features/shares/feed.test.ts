// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tell } from '../../lib/news';
import { Feed } from './feed.svelte';
import type { Share } from './model';

const ben = { id: 'ben', username: 'ben', name: 'Ben', deleted: false };

function share(day: number, more: Partial<Share> = {}): Share {
  const created_at = new Date(Date.UTC(2026, 10, day)).toISOString();
  return { id: `share-${day}`, space_id: 'home', author: ben, text: `day ${day}`, pictures: [], comments: 0, reactions: [], hidden: false, created_at, ...more };
}

/** A server that has shares, the newest first, two on a page; and can refuse. */
let there: Share[];
let refuses: boolean;

beforeEach(() => {
  there = [5, 4, 3, 2, 1].map((day) => share(day));
  refuses = false;
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (refuses) return Response.json({ status: 409, code: 'shares.too_many_reactions' }, { status: 409 });
    const one = there.find(({ id }) => pathname.includes(`/shares/${id}`));
    if (pathname.includes('/reactions/')) return Response.json({ ...one, reactions: [{ emoji: '👍', count: 1, account_ids: ['ana'] }] });
    if (one) return Response.json(one);
    if (!pathname.endsWith('/shares')) return Response.json({ status: 404, code: 'shares.no_such_share' }, { status: 404 });
    const from = Number(searchParams.get('after') ?? 0);
    return Response.json({ items: there.slice(from, from + 2), next: from + 2 < there.length ? String(from + 2) : null });
  });
});

let feed: Feed;
afterEach(() => {
  feed.close();
  vi.unstubAllGlobals();
});

const days = () => feed.shares.map((one) => one.text);

async function opened(): Promise<Feed> {
  feed = new Feed('home', 'ana');
  await vi.waitUntil(() => feed.loaded && !feed.busy);
  return feed;
}

test('older shares follow page by page, and none comes twice', async () => {
  await opened();
  expect(days()).toEqual(['day 5', 'day 4']);
  // One is posted meanwhile, so that the next page begins with what is there already.
  there = [share(6), ...there];
  tell('share.posted', there[0]);
  await feed.more();
  expect(days()).toEqual(['day 6', 'day 5', 'day 4', 'day 3']);
  await feed.more();
  expect(days()).toEqual(['day 6', 'day 5', 'day 4', 'day 3', 'day 2', 'day 1']);
  expect(feed.next).toBeNull();
});

test('what others post, change and delete here shows at once; what happens in other spaces doesn’t', async () => {
  await opened();
  tell('share.posted', share(7));
  tell('share.posted', share(8, { space_id: 'elsewhere' }));
  tell('share.edited', share(5, { text: 'day 5, changed' }));
  tell('share.commented', { space_id: 'home', share_id: 'share-5', comments: 3 });
  tell('share.hidden', share(7, { text: '', hidden: true }));
  expect(feed.find('share-7')).toMatchObject({ text: '', hidden: true });
  tell('share.restored', share(7));
  tell('share.deleted', { space_id: 'home', share_id: 'share-4' });
  tell('share.deleted', { space_id: 'elsewhere', share_id: 'share-5' });
  expect(days()).toEqual(['day 7', 'day 5, changed']);
  expect(feed.find('share-5')?.comments).toBe(3);
});

test('after a lost connection as much is read again as was there', async () => {
  await opened();
  await feed.more();
  there = [share(6), ...there.filter((one) => one.id !== 'share-4')];
  tell('live.ready', null);
  await vi.waitUntil(() => days()[0] === 'day 6' && !feed.busy);
  expect(days()).toEqual(['day 6', 'day 5', 'day 3', 'day 2']);
});

test('a reaction shows at once, and is taken back when it is refused', async () => {
  await opened();
  refuses = true;
  const trying = feed.react(feed.shares[0]!, '👍');
  expect(feed.shares[0]!.reactions).toEqual([{ emoji: '👍', count: 1, account_ids: ['ana'] }]);
  await trying;
  expect(feed.shares[0]!.reactions).toEqual([]);
});

test('one share is found wherever it is, and said to be gone where it isn’t', async () => {
  await opened();
  await feed.alone('share-1');
  expect(feed.find('share-1')?.text).toBe('day 1');
  expect(days()).toEqual(['day 5', 'day 4']);
  tell('share.deleted', { space_id: 'home', share_id: 'share-1' });
  expect(feed.find('share-1')).toBeUndefined();
  expect(feed.gone).toBe('share-1');
  await feed.alone('nothing');
  expect(feed.gone).toBe('nothing');
});
