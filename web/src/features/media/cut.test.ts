import { expect, test } from 'vitest';
import { MOST_ZOOM, moved, seen, whole, within, zoomed } from './cut';

const wide = { width: 3000, height: 1000 };
const high = { width: 1000, height: 3000 };

test('at first as much is seen as fits, around the middle', () => {
  expect(seen(wide, 1, whole)).toEqual({ left: 1000, top: 0, width: 1000, height: 1000 });
  expect(seen(high, 1, whole)).toEqual({ left: 0, top: 1000, width: 1000, height: 1000 });
  expect(seen(high, 2, whole)).toEqual({ left: 0, top: 1250, width: 1000, height: 500 });
});

test('zooming keeps the middle, and has an end on both sides', () => {
  expect(seen(wide, 1, zoomed(wide, 1, whole, 2))).toEqual({ left: 1250, top: 250, width: 500, height: 500 });
  expect(zoomed(wide, 1, whole, 100).zoom).toBe(MOST_ZOOM);
  expect(zoomed(wide, 1, whole, 0.1).zoom).toBe(1);
});

test('nothing beyond the edge of the picture is ever seen', () => {
  for (const picture of [wide, high]) {
    for (const ratio of [0.5, 1, 3]) {
      for (const [right, down] of [[-9, -9], [9, 9], [0.3, -4]] as const) {
        const cut = moved(picture, ratio, zoomed(picture, ratio, whole, 1.7), right, down);
        const { left, top, width, height } = seen(picture, ratio, cut);
        expect(left).toBeGreaterThanOrEqual(-1e-6);
        expect(top).toBeGreaterThanOrEqual(-1e-6);
        expect(left + width).toBeLessThanOrEqual(picture.width + 1e-6);
        expect(top + height).toBeLessThanOrEqual(picture.height + 1e-6);
        expect(width / height).toBeCloseTo(ratio);
      }
    }
  }
});

test('zooming out at an edge moves it in again', () => {
  const corner = moved(wide, 1, zoomed(wide, 1, whole, 4), 99, 99);
  expect(within(wide, 1, { ...corner, zoom: 1 })).toEqual({ zoom: 1, x: 1 - 1 / 6, y: 0.5 });
});
