import { expect, test } from 'vitest';
import { markedParts } from './marks';

const hits = (text: string, wanted: string) => markedParts(text, wanted).filter((part) => part.hit).map((part) => part.text);
const whole = (text: string, wanted: string) => markedParts(text, wanted).map((part) => part.text).join('');

test('words are marked whatever their case and marks', () => {
  expect(hits('The Café in the Straße', 'cafe strasse')).toEqual(['Café', 'Straße']);
  expect(hits('harbour Harbours, arbour', 'harb')).toEqual(['harbour', 'Harbours']);
  expect(hits('nothing of it', 'else')).toEqual([]);
});

test('nothing of a short text is lost', () => {
  expect(whole('a b  c\nd', 'c')).toBe('a b c d');
});

test('of a long text, the part around the first hit is shown', () => {
  const long = `${'before '.repeat(100)}needle ${'after '.repeat(100)}`;
  const shown = whole(long, 'needle');
  expect(shown.length).toBeLessThan(260);
  expect(shown).toContain('needle');
  expect(shown.startsWith('… ')).toBe(true);
  expect(shown.endsWith(' …')).toBe(true);
});
