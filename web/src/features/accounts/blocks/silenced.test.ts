// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { en } from '../../../lib/catalogue/en';
import { tell } from '../../../lib/news';
import { silenced } from './silenced.svelte';

/** A server that keeps two lists, one on a page, and can refuse. */
let lists: Record<string, string[]>;
let refuses: boolean;
let stop: () => void;

const entry = (id: string) => ({ person: { id, name: id, deleted: false }, created_at: '2026-11-22T00:00:00Z' });
const settle = () => vi.waitFor(() => expect(silenced.how('dora')).toBe('mute'));

beforeEach(() => {
  lists = { blocks: ['ben', 'cleo'], mutes: ['dora', 'ben'] };
  refuses = false;
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    const [list, id] = pathname.split('/').slice(-2) as [string, string];
    if (refuses) return Response.json({ status: 409, code: 'request.invalid' }, { status: 409 });
    if (request.method === 'GET') {
      const from = Number(searchParams.get('after') ?? 0);
      const all = lists[id]!;
      return Response.json({ items: all.slice(from, from + 1).map(entry), next: from + 1 < all.length ? String(from + 1) : null });
    }
    lists[list] = request.method === 'PUT' ? [...lists[list]!, id] : lists[list]!.filter((one) => one !== id);
    return request.method === 'PUT' ? Response.json(entry(id)) : new Response(null, { status: 204 });
  });
  stop = silenced.start();
  tell('live.ready', {});
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

test('all pages of both lists are read, and a block counts for more than a mute', async () => {
  await settle();
  expect(['ben', 'cleo', 'dora', 'eve'].map((id) => silenced.how(id))).toEqual(['block', 'block', 'mute', null]);
  expect(silenced.said({ id: 'ben' })).toBe(en.page.fromBlocked);
  expect(silenced.said({ id: 'dora' })).toBe(en.page.fromMuted);
  expect(silenced.said({ id: 'eve' })).toBe('');
});

test('what another device does is heard', async () => {
  await settle();
  tell('person.blocked', { person_id: 'eve' });
  expect(silenced.how('eve')).toBe('block');
  tell('person.unblocked', { person_id: 'eve' });
  expect(silenced.how('eve')).toBeNull();
  tell('person.unmuted', { person_id: 'cleo' });
  expect(silenced.how('cleo'), 'who is blocked stays so').toBe('block');
});

test('a block holds once the server has it, and not where it refuses', async () => {
  await settle();
  await silenced.put('block', 'eve', undefined);
  expect(silenced.how('eve')).toBe('block');
  await silenced.end('block', 'eve');
  expect(silenced.how('eve')).toBeNull();
  refuses = true;
  await expect(silenced.put('block', 'eve', undefined)).rejects.toThrow();
  expect(silenced.how('eve')).toBeNull();
});

test('nothing is left for who signs in next', async () => {
  await settle();
  stop();
  expect(silenced.how('ben')).toBeNull();
});
