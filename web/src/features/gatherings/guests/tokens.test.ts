// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { forgetGuestToken, gatheringBehind, guestTokenOf, keepGuestToken } from './tokens';

beforeEach(() => localStorage.clear());

test('a guest is known again by the link they came by, at that gathering alone', () => {
  keepGuestToken('soup', { token: 'guest_1', code: 'abc' });
  keepGuestToken('walk', { token: 'guest_2', code: 'def' });
  expect([gatheringBehind('abc'), gatheringBehind('def'), gatheringBehind('xyz')]).toEqual(['soup', 'walk', '']);
  expect(guestTokenOf('soup')?.token).toBe('guest_1');
  forgetGuestToken('soup');
  expect([gatheringBehind('abc'), guestTokenOf('soup'), guestTokenOf('walk')?.token]).toEqual(['', null, 'guest_2']);
});

test('what isn’t a token is none', () => {
  localStorage.setItem('hearth.guest.soup', '{');
  expect(guestTokenOf('soup')).toBeNull();
});
