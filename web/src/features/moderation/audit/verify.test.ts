import { expect, test, vi } from 'vitest';
import type { Piece } from '../model';
import { verify } from './verify';

const piece = (entries: number, more: Partial<Piece> = {}): Piece => ({ whole: !more.wrong, entries, unverified: 0, wrong: [], ...more });

test('the log is read to its end, and what is said of its pieces is added up', async () => {
  const changed = { what: 'changed' as const, from: 3, to: 3 };
  const unsealed = { what: 'unsealed' as const };
  const pieces: Record<string, Piece> = {
    '': piece(500, { unverified: 2, wrong: [changed], next: 'a' }),
    a: piece(500, { next: 'b' }),
    b: piece(7, { wrong: [unsealed] }),
  };
  const told = vi.fn();
  expect(await verify(async (after) => pieces[after ?? '']!, told)).toEqual({ entries: 1007, unverified: 2, wrong: [changed, unsealed] });
  expect(told.mock.calls).toEqual([[500], [1000]]);
});

test('a log of one piece is known at once', async () => {
  const told = vi.fn();
  expect(await verify(async () => piece(8), told)).toEqual({ entries: 8, unverified: 0, wrong: [] });
  expect(told).not.toHaveBeenCalled();
});
