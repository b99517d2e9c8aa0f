import { expect, test } from 'vitest';
import { isEmojiOnly } from '../markdown/plain';
import { categories, emojiFor, emojiIn, type Category } from './list';

const all = (Object.keys(categories) as Category[]).flatMap((name) => [...emojiIn(name)]);

test('each is one emoji, there once, with words in both languages', () => {
  expect(all.length).toBeGreaterThan(250);
  expect(new Set(all.map((one) => one.emoji)).size).toBe(all.length);
  expect(all.filter((one) => !isEmojiOnly(one.emoji) || /\s/.test(one.emoji))).toEqual([]);
  for (const lines of Object.values(categories)) expect(lines.trim().split('\n').filter((line) => !/^\S+ [^|]+\|[^|]+$/.test(line))).toEqual([]);
});

test('they are found by the beginning of their words', () => {
  const found = (typed: string) => emojiFor(typed).map((one) => one.emoji);
  expect(found('birthd')).toEqual(['🎂']);
  expect(found('geburts')).toEqual(['🎂']);
  expect(found('Daumen hoch')).toEqual(['👍']);
  expect(found('irthday')).toEqual([]);
});
