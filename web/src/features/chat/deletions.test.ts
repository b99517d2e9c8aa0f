// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Deletions, GRACE } from './deletions.svelte';
import { Kept } from '../../lib/kept';
import { message } from './testing';

const asked: [number, boolean][] = [];
let reachable = true;
let deletions: Deletions;
const open = () => {
  deletions = new Deletions(new Kept('a'), async ({ number }, leaving) => {
    asked.push([number, leaving]);
    return reachable;
  });
  return deletions;
};

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  asked.length = 0;
  reachable = true;
});
afterEach(() => {
  deletions.close();
  vi.useRealTimers();
});

test('the message is gone at once, and the server hears of it later', async () => {
  open().add(message(1, 1));
  expect(deletions.has(message(1, 1))).toBe(true);
  expect(deletions.has(message(2, 2))).toBe(false);
  await vi.advanceTimersByTimeAsync(GRACE - 1);
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toEqual([[1, false]]);
  expect(deletions.has(message(1, 1))).toBe(false);
});

test('undone, it is back and nothing is asked for', async () => {
  open().add(message(1, 1));
  deletions.undo(message(1, 1));
  expect(deletions.has(message(1, 1))).toBe(false);
  await vi.advanceTimersByTimeAsync(2 * GRACE);
  deletions.flush();
  expect(asked).toEqual([]);
});

test('who signs out waits for what is left to do, and it is done once', async () => {
  const deletions = open();
  deletions.add(message(1, 1));
  await deletions.finish();
  expect(asked).toEqual([[1, false]]);
  await vi.advanceTimersByTimeAsync(2 * GRACE);
  expect(asked).toHaveLength(1);
});

test('who leaves the page no longer wants to undo', async () => {
  open().add(message(1, 1));
  deletions.add(message(2, 2));
  dispatchEvent(new Event('pagehide'));
  expect(asked).toEqual([[1, true], [2, true]]);
  await vi.advanceTimersByTimeAsync(2 * GRACE);
  expect(asked).toHaveLength(2);
});

test('without a connection it stays gone, and the server hears of it when there is one', async () => {
  reachable = false;
  open().add(message(1, 1));
  await vi.advanceTimersByTimeAsync(GRACE);
  expect(deletions.has(message(1, 1))).toBe(true);
  reachable = true;
  deletions.flush();
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toHaveLength(2);
  expect(deletions.has(message(1, 1))).toBe(false);
});

test('what was lost with the page is asked for at the next visit, but not what may still be undone elsewhere', async () => {
  reachable = false;
  open().add(message(1, 1));
  deletions.close();
  await vi.advanceTimersByTimeAsync(0);
  reachable = true;
  asked.length = 0;
  open().flush();
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(GRACE);
  deletions.flush();
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toEqual([[1, false]]);
  expect(new Kept('a').keys('deleting.')).toEqual([]);
});
