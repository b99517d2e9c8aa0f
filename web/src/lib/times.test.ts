import { afterEach, expect, test, vi } from 'vitest';
import { longDay, moment, sameDay, shortDay } from './times';
import { words } from './words.svelte';

const now = new Date(2026, 2, 11, 12);
const at = (...parts: [number, number, number, number]) => new Date(...parts).toISOString();

afterEach(() => vi.unstubAllGlobals());

test('days are told by the calendar, not by hours', () => {
  expect(longDay(at(2026, 2, 11, 0), now)).toBe('Today');
  expect(longDay(at(2026, 2, 10, 23), now)).toBe('Yesterday');
  expect(shortDay(at(2026, 2, 8, 9), now)).toBe('Sunday');
  expect(shortDay(at(2026, 1, 3, 9), now)).toBe('3 Feb');
  expect(shortDay(at(2024, 1, 3, 9), now)).toBe('3 Feb 2024');
  expect(moment(at(2026, 2, 10, 23), now)).toMatch(/^yesterday at (23:00|11:00)/);
  expect(sameDay(at(2026, 2, 11, 0), at(2026, 2, 10, 23))).toBe(false);
});

test('they follow the language of the page', async () => {
  vi.stubGlobal('localStorage', { setItem: () => undefined, removeItem: () => undefined });
  vi.stubGlobal('document', { documentElement: {} });
  await words.choose('de');
  expect(longDay(at(2026, 2, 10, 23), now)).toBe('Gestern');
  expect(longDay(at(2026, 2, 2, 9), now)).toBe('Montag, 2. März');
  await words.choose('en');
  expect(longDay(at(2026, 2, 2, 9), now)).toBe('Monday 2 March');
});
