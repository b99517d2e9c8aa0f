import { afterEach, expect, test, vi } from 'vitest';
import { words } from '../../../lib/words.svelte';
import { asKept, asShown, countries } from './countries';

vi.stubGlobal('localStorage', { setItem: () => undefined, removeItem: () => undefined });
vi.stubGlobal('document', { documentElement: {} });
afterEach(() => words.choose('en'));

test('a country is kept by one name, in whichever language it was written', async () => {
  expect(['Austria', ' austria ', 'Österreich', 'osterreich'].map(asKept)).toEqual(Array(4).fill('Austria'));
  expect(asShown('Austria')).toBe('Austria');
  await words.choose('de');
  expect(asKept('Österreich')).toBe('Austria');
  expect(asShown('Austria')).toBe('Österreich');
});

test('what the browser doesn’t know stays as it is', () => {
  expect(asKept(' Middle-earth ')).toBe('Middle-earth');
  expect(asShown('Middle-earth')).toBe('Middle-earth');
  expect(asKept('')).toBe('');
});

test('every country is there once, by the alphabet', () => {
  const all = countries();
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeGreaterThan(190);
  expect([all.indexOf('Albania') < all.indexOf('Zambia'), all.includes('European Union')]).toEqual([true, false]);
});
