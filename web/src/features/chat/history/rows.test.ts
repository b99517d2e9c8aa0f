import { expect, test } from 'vitest';
import { ana, ben, message } from '../testing';
import { SPAN, oneRun, readersAt, spanAround } from './rows';

const at = (hour: number, minute: number) => ({ created_at: new Date(2026, 0, 1, hour, minute).toISOString() });

test('messages of one sender within minutes make a run', () => {
  const first = message(1, 1, at(12, 0));
  expect(oneRun(first, message(2, 2, at(12, 4)))).toBe(true);
  expect(oneRun(first, message(2, 2, at(12, 5)))).toBe(false);
  expect(oneRun(first, message(2, 2, { ...at(12, 1), sender: ana }))).toBe(false);
  expect(oneRun(message(1, 1, at(23, 59)), message(2, 2, at(24, 1)))).toBe(false);
});

test('readers stand at the last message they have read', () => {
  const member = (account: typeof ben, read_number: number | null) => ({ account, read_number });
  const cleo = { ...ben, id: 'c' };
  const members = [member(ana, 5), member(ben, 3), member(cleo, null)];
  const ids = (number: number, sender: string, me: string) => readersAt(members, number, 4, sender, me).map((one) => one.account.id);
  expect(ids(3, 'x', 'me')).toEqual(['b']);
  expect(ids(4, 'x', 'me')).toEqual(['a']);
  expect(ids(4, 'x', 'a')).toEqual([]);
  expect(ids(3, 'b', 'me')).toEqual([]);
  expect(ids(2, 'x', 'me')).toEqual([]);
});

test('a list begins at the first message, unless the chat is very long', () => {
  expect(spanAround(100_000, 100_000)).toBe(1);
  expect(spanAround(1, 0)).toBe(1);
  const last = 1_000_000;
  expect(spanAround(last, last)).toBe(last - SPAN + 1);
  const middle = spanAround(500_000, last);
  expect(middle).toBeLessThan(500_000);
  expect(middle + SPAN).toBeGreaterThan(500_000);
});
