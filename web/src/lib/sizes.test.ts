import { expect, test } from 'vitest';
import { sizeOf } from './sizes';

test('an amount of data is said in the unit that fits', () => {
  expect([0, 1, 999, 1000, 3_240_000, 12_600_000, 7_000_000_000, 5e15].map(sizeOf)).toEqual(['0 bytes', '1 byte', '999 bytes', '1 kB', '3.2 MB', '13 MB', '7 GB', '5,000 TB']);
});
