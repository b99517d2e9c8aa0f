// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { Drafts, nothing } from './drafts.svelte';
import { Kept } from '../../lib/kept';

beforeEach(() => localStorage.clear());

test('a draft outlives the page, in its own chat and account', () => {
  const draft = { text: 'Dear', replyTo: 3, warning: null };
  new Drafts(new Kept('a')).keep('c', draft);
  expect(new Drafts(new Kept('a')).of('c')).toEqual(draft);
  expect(new Drafts(new Kept('a')).of('d')).toEqual(nothing);
  expect(new Drafts(new Kept('b')).of('c')).toEqual(nothing);
});

test('an empty one is none; signing out clears all of the account', () => {
  const drafts = new Drafts(new Kept('a'));
  drafts.keep('c', { text: 'x', replyTo: null, warning: null });
  drafts.keep('c', { text: '  ', replyTo: null, warning: null });
  expect(new Kept('a').keys('')).toEqual([]);
  drafts.keep('c', { text: '', replyTo: null, warning: '' });
  expect(drafts.of('c').warning).toBe('');
  new Kept('b').set('draft.c', nothing);
  new Kept('a').clear();
  expect(new Kept('a').keys('')).toEqual([]);
  expect(new Kept('b').keys('')).toEqual(['draft.c']);
});
