import { expect, test } from 'vitest';
import { quickDays } from './days';

test('this weekend is the one to come, or what is left of it', () => {
  expect(quickDays('weekend', '2026-11-24')).toEqual({ first: '2026-11-28', last: '2026-11-29' });
  expect(quickDays('weekend', '2026-11-28')).toEqual({ first: '2026-11-28', last: '2026-11-29' });
  expect(quickDays('weekend', '2026-11-29')).toEqual({ first: '2026-11-29', last: '2026-11-29' });
});

test('weeks go from Monday to Sunday', () => {
  expect(quickDays('week', '2026-11-24')).toEqual({ first: '2026-11-24', last: '2026-11-29' });
  expect(quickDays('next', '2026-11-24')).toEqual({ first: '2026-11-30', last: '2026-12-06' });
  expect(quickDays('next', '2026-11-29')).toEqual({ first: '2026-11-30', last: '2026-12-06' });
  expect(quickDays('fortnight', '2026-11-24')).toEqual({ first: '2026-11-24', last: '2026-12-07' });
});
