import { expect, test } from 'vitest';
import { longDay, sameDay, shortDay } from './times';

const now = new Date(2026, 2, 11, 12);
const at = (...parts: [number, number, number, number]) => new Date(...parts).toISOString();

test('days are told by the calendar, not by hours', () => {
  expect(longDay(at(2026, 2, 11, 0), now)).toBe('Today');
  expect(longDay(at(2026, 2, 10, 23), now)).toBe('Yesterday');
  expect(shortDay(at(2026, 2, 8, 9), now)).toBe('Sunday');
  expect(shortDay(at(2026, 1, 3, 9), now)).toBe('3 Feb');
  expect(shortDay(at(2024, 1, 3, 9), now)).toBe('3 Feb 2024');
  expect(sameDay(at(2026, 2, 11, 0), at(2026, 2, 10, 23))).toBe(false);
});
