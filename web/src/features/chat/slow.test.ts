import { expect, test } from 'vitest';
import { slowUntil } from './slow';
import { ben, message } from './testing';

const at = (sender: string, second: number) => message(second, second, { sender: { ...ben, id: sender }, created_at: new Date(second * 1000).toISOString() });
const messages = [at('me', 10), at('other', 50), at('me', 40), at('me', 30)];
const until = (slow_seconds: number, me: string, now: number, waiting: { at: number }[] = []) => slowUntil({ slow_seconds }, { messages, waiting }, me, now * 1000);

test('one waits from one’s own newest message on, also from one that is on its way', () => {
  expect(until(30, 'me', 50)).toBe(70_000);
  expect(until(30, 'me', 65, [{ at: 60_000 }])).toBe(90_000);
  expect(until(30, 'me', 71)).toBe(0);
});

test('nobody waits where it isn’t slow, nor who hasn’t said anything', () => {
  expect(until(0, 'me', 41)).toBe(0);
  expect(until(30, 'nobody', 41)).toBe(0);
});

test('a clock that is behind keeps nobody from trying', () => {
  expect(until(30, 'me', 20)).toBe(0);
});
