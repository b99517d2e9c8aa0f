import { expect, test } from 'vitest';
import { withReaction } from './reactions';

const thumbs = { emoji: '👍', count: 2, account_ids: ['a', 'b'] };

test('a reaction is put there once and taken away once', () => {
  expect(withReaction([], '👍', 'a', true)).toEqual([{ emoji: '👍', count: 1, account_ids: ['a'] }]);
  expect(withReaction([thumbs], '👍', 'c', true)).toEqual([{ emoji: '👍', count: 3, account_ids: ['a', 'b', 'c'] }]);
  expect(withReaction([thumbs], '👍', 'a', true)).toEqual([thumbs]);
  expect(withReaction([thumbs], '👍', 'a', false)).toEqual([{ emoji: '👍', count: 1, account_ids: ['b'] }]);
  expect(withReaction([thumbs], '👍', 'c', false)).toEqual([thumbs]);
});

test('the last one takes the emoji along, and leaves the others', () => {
  const heart = { emoji: '❤️', count: 1, account_ids: ['a'] };
  expect(withReaction([thumbs, heart], '❤️', 'a', false)).toEqual([thumbs]);
});
