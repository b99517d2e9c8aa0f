// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { tell } from '../../lib/news';
import { Gatherings, withMe } from './list.svelte';
import { gathering } from './testing';

let asked: string[];

beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    asked.push(pathname + search);
    return Response.json({ items: search.includes('past') ? [gathering({ id: 'old' })] : [gathering()] });
  });
});

async function loaded(space?: string): Promise<Gatherings> {
  const list = new Gatherings(space);
  await vi.waitFor(() => expect(list.upcoming.loaded).toBe(true));
  return list;
}

const ids = (list: Gatherings) => list.upcoming.items.map(({ id }) => id);

test('what one is invited to comes to the top, and what is of a space only to its own list', async () => {
  const [mine, home] = [await loaded(), await loaded('home')];
  tell('gathering.proposed', { gathering: gathering({ id: 'walk' }) });
  tell('gathering.proposed', { gathering: gathering({ id: 'cake', space_id: 'home' }) });
  expect([ids(mine), ids(home)]).toEqual([['walk', 'soup'], ['cake', 'soup']]);
  tell('gathering.deleted', { gathering_id: 'soup' });
  expect([ids(mine), ids(home)]).toEqual([['walk'], ['cake']]);
  mine.close();
  home.close();
  tell('gathering.deleted', { gathering_id: 'walk' });
  expect(ids(mine)).toEqual(['walk']);
});

test('news for all leaves what one is to it', async () => {
  const list = await loaded();
  const { me: _, ...news } = gathering({ title: 'Stew', revision: 2 });
  tell('gathering.changed', { gathering: news });
  expect(list.upcoming.items[0]).toMatchObject({ title: 'Stew', me: { host: true } });
  expect(withMe(news, null)).toEqual(news);
  list.close();
});

test('what is over is asked for only by who wants to see it', async () => {
  const list = await loaded();
  expect(asked.filter((path) => path.includes('past'))).toEqual([]);
  await list.past.load();
  expect(list.past.items.map(({ id }) => id)).toEqual(['old']);
  list.keep(gathering({ id: 'old', title: 'Older' }));
  expect([ids(list), list.past.items[0]!.title]).toEqual([['soup'], 'Older']);
  list.close();
});
