// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isOver, renewThumbnailsBy, thumbnail } from './thumbnails';

const soon = () => Date.now() + 60_000;
let asked: string[] = [];

beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(address);
    return new Response(address.includes('lost') ? null : new Blob(['picture']), { status: address.includes('lost') ? 404 : 200 });
  });
});

afterEach(() => vi.unstubAllGlobals());

test('a picture is fetched once, whatever its address is by then', async () => {
  const first = await thumbnail(`/media/a/thumbnail?until=${soon()}&signature=1`, 'ana');
  expect(first).toMatch(/^blob:/);
  expect(await thumbnail(`/media/a/thumbnail?until=${soon() + 1}&signature=2`, 'ana')).toBe(first);
  expect(asked).toHaveLength(1);
});

test('an address that has run out is asked for again', async () => {
  renewThumbnailsBy('account', async (id) => `/media/of-${id}/thumbnail?until=${soon()}`);
  expect(await thumbnail('/media/b/thumbnail?until=1000&signature=1', 'ben')).toMatch(/^blob:/);
  expect(asked).toEqual([expect.stringContaining('/media/of-ben/thumbnail')]);
  expect(isOver('/media/b/thumbnail?until=1000')).toBe(true);
  expect(isOver(`/media/b/thumbnail?until=${soon()}`)).toBe(false);
});

test('what can’t be had is nothing, and may be had later', async () => {
  expect(await thumbnail(`/media/lost/thumbnail?until=${soon()}`, 'cleo')).toBe('');
  await thumbnail(`/media/lost/thumbnail?until=${soon()}`, 'cleo');
  expect(asked).toHaveLength(2);
});
