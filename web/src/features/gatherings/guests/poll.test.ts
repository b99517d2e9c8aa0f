// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hear } from '../../../lib/news';
import { asGuest } from '../context';
import type { Gathering } from '../model';
import { gathering } from '../testing';
import { poll } from './poll';

let revision: number;
let asked: (string | null)[];

beforeEach(() => {
  vi.useFakeTimers();
  revision = 1;
  asked = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    expect(request.headers.get('authorization')).toBe('Bearer guest_1');
    asked.push(request.headers.get('if-none-match'));
    const tag = `"${revision}"`;
    if (request.headers.get('if-none-match') === tag) return new Response(null, { status: 304, headers: { etag: tag } });
    return Response.json(gathering({ revision }), { headers: { etag: tag } });
  });
});

afterEach(() => void vi.useRealTimers());

test('a guest hears of a change once, and asks no more when they are gone', async () => {
  const heard: number[] = [];
  const stop = hear('gathering.changed', ({ gathering }: { gathering: Gathering }) => heard.push(gathering.revision));
  const end = poll(asGuest('guest_1', 'soup').client, 'soup');
  await vi.advanceTimersByTimeAsync(20_000);
  expect([heard, asked]).toEqual([[], [null, '"1"', '"1"']]);
  revision = 2;
  await vi.advanceTimersByTimeAsync(20_000);
  expect([heard, asked.length]).toEqual([[2], 5]);
  end();
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(5);
});
