import { expect, test } from 'vitest';
import { inHours, untilMorning } from './mute';

test('the morning is the next one, over the end of a month too', () => {
  expect(untilMorning(new Date(2026, 0, 31, 22))).toBe(new Date(2026, 1, 1, 8).toISOString());
  expect(untilMorning(new Date(2026, 0, 31, 8))).toBe(new Date(2026, 1, 1, 8).toISOString());
  expect(untilMorning(new Date(2026, 0, 31, 3))).toBe(new Date(2026, 0, 31, 8).toISOString());
});

test('hours are counted from now', () => {
  expect(inHours(new Date('2026-01-01T20:00:00Z'), 8)).toBe('2026-01-02T04:00:00.000Z');
});
