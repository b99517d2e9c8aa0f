import { expect, test } from 'vitest';
import { common, coverOf, merged, spanOf, windowOf, without, type Span } from './spans';

const span = (start: number, end: number): Span => ({ start, end });

test('what overlaps or touches is one, and nothing is left out', () => {
  expect(merged([span(5, 7), span(1, 3), span(3, 4), span(6, 9), span(8, 8)])).toEqual([span(1, 4), span(5, 9)]);
});

test('taking away cuts in two, and takes what isn’t there without a word', () => {
  expect(without([span(0, 10)], [span(2, 3), span(5, 20)])).toEqual([span(0, 2), span(3, 5)]);
  expect(without([span(0, 2)], [span(2, 4)])).toEqual([span(0, 2)]);
});

test('what two have in common', () => {
  expect(common([span(0, 5), span(8, 10)], [span(3, 9)])).toEqual([span(3, 5), span(8, 9)]);
  expect(common([span(0, 5)], [span(5, 9)])).toEqual([]);
});

test('a cell is covered, in part, or not at all', () => {
  const mine = [span(0, 4), span(6, 8)];
  expect([span(1, 4), span(3, 7), span(4, 6)].map((cell) => coverOf(mine, cell))).toEqual(['all', 'part', 'none']);
});

test('against every way of doing it minute by minute', () => {
  // All pairs of sets within eight minutes.
  const sets = Array.from({ length: 256 }, (_, bits) => Array.from({ length: 8 }, (_, minute) => minute).filter((minute) => bits & (1 << minute)));
  const spansOf = (minutes: number[]) => merged(minutes.map((minute) => span(minute, minute + 1)));
  for (let a = 0; a < 256; a += 9) {
    for (const b of sets) {
      const one = sets[a]!;
      expect(without(spansOf(one), spansOf(b))).toEqual(spansOf(one.filter((minute) => !b.includes(minute))));
      expect(common(spansOf(one), spansOf(b))).toEqual(spansOf(one.filter((minute) => b.includes(minute))));
    }
  }
});

test('a window is the same there and back', () => {
  const window = { start: '2026-11-24T17:00:00.000Z', minutes: 90 };
  expect(windowOf(spanOf(window))).toEqual(window);
  expect(spanOf({ start: '2026-11-24T18:00:00+01:00', minutes: 90 })).toEqual(spanOf(window));
});
