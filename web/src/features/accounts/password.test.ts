import { expect, test } from 'vitest';
import { strengthOf } from './password';

test('a password is told by its length in characters', () => {
  expect([7, 8, 12, 18].map((length) => strengthOf('x'.repeat(length)))).toEqual([0, 1, 2, 3]);
  expect(strengthOf('🦊'.repeat(7))).toBe(0);
});
