import { describe, expect, test } from 'vitest';
import { ana, ben } from '../testing';
import { begunAt, completed, fitting } from './mention';

const atEnd = (text: string) => begunAt(text, text.length);

describe('a name begins', () => {
  test('with an @ at the start or after a space or a bracket', () => {
    expect(atEnd('@')).toEqual({ from: 0, words: '' });
    expect(atEnd('Hello @an')).toEqual({ from: 6, words: 'an' });
    expect(atEnd('(@çel-2')).toEqual({ from: 1, words: 'çel-2' });
  });

  test('not within a word, after a space, or before more of a word', () => {
    expect(atEnd('me@example')).toBeNull();
    expect(atEnd('@ana ')).toBeNull();
    expect(atEnd('@@')).toBeNull();
    expect(begunAt('@ana', 2)).toBeNull();
    expect(begunAt('@a b', 2)).toEqual({ from: 0, words: 'a' });
  });
});

describe('who fits', () => {
  const cleo = { id: 'c', username: 'zoe', name: 'Cleo Benson', deleted: false };
  const gone = { id: 'd', username: null, name: 'Ben', deleted: true };
  const people = [cleo, ben, gone, ana];

  test('by username before name, never oneself or who is gone', () => {
    expect(fitting('be', people, 'x').map((one) => one.id)).toEqual(['b', 'c']);
    expect(fitting('BE', people, 'b').map((one) => one.id)).toEqual(['c']);
    expect(fitting('', people, 'a').map((one) => one.id)).toEqual(['b', 'c']);
    expect(fitting('enson', people, 'x')).toEqual([]);
  });

  test('a handful at most', () => {
    const many = Array.from({ length: 50 }, (_, i) => ({ ...ben, id: String(i), username: `ben${i}` }));
    expect(fitting('ben', many, 'x')).toHaveLength(6);
  });
});

test('completing replaces what was begun, with one space after it', () => {
  expect(completed('Hi @b', { from: 3, words: 'b' }, 'ben')).toEqual({ text: 'Hi @ben ', caret: 8 });
  expect(completed('Hi @b there', { from: 3, words: 'b' }, 'ben')).toEqual({ text: 'Hi @ben there', caret: 8 });
  expect(completed('(@b)', { from: 1, words: 'b' }, 'ben')).toEqual({ text: '(@ben )', caret: 6 });
});
