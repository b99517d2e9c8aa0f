// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tell } from '../../../lib/news';
import { Problem, unreachable } from '../../../lib/problem';
import type { Preferences } from '../model';
import { Bell } from '../bell.svelte';
import { preferences } from '../testing';
import { Choices } from './choices.svelte';

let there: Preferences;
let trouble: Error | null;
let bell: Bell;
let choices: Choices;
const putPreferences = vi.fn(async (wanted: Preferences) => {
  if (trouble) throw trouble;
  return (there = wanted);
});

async function open(): Promise<void> {
  choices = new Choices(bell, { getPreferences: async () => there, putPreferences });
  await vi.waitUntil(() => choices.now !== null);
}

beforeEach(async () => {
  vi.clearAllMocks();
  localStorage.clear();
  there = preferences();
  trouble = null;
  vi.stubGlobal('fetch', async () => Promise.reject(new Error('nothing is asked for here')));
  bell = new Bell('ana', () => undefined);
  await open();
});
afterEach(() => {
  choices.close();
  bell.close();
});

test('each choice is saved by itself, and the page follows it', async () => {
  choices.change({ email: 'daily' });
  choices.change({ discreet: true });
  await vi.waitUntil(() => choices.state === 'saved' && there.discreet);
  expect([there.email, bell.discreet, bell.preferences?.email]).toEqual(['daily', true, 'daily']);
});

test('what can’t be saved is said, kept over a reload, and saved when the connection is back', async () => {
  trouble = unreachable();
  choices.change({ quiet: { from: '22:00', to: '07:00' } });
  await vi.waitUntil(() => choices.state === 'unsaved');
  expect([choices.trouble, choices.now?.quiet]).toEqual([trouble.message, { from: '22:00', to: '07:00' }]);

  choices.close();
  await open();
  expect(choices.now?.quiet?.from).toBe('22:00');
  trouble = null;
  tell('live.ready', {});
  await vi.waitUntil(() => choices.state === 'saved' && there.quiet?.from === '22:00');
  choices.close();
  const saves = putPreferences.mock.calls.length;
  await open();
  await choices.again();
  expect(putPreferences.mock.calls.length).toBe(saves);
});

test('what the server refuses is said at its field', async () => {
  trouble = new Problem(422, 'request.invalid', 'Something isn’t right.', { 'quiet.to': 'Choose another time.' });
  choices.change({ quiet: { from: '22:00', to: '22:00' } });
  await vi.waitUntil(() => choices.state === 'unsaved');
  expect(choices.fields).toEqual({ 'quiet.to': 'Choose another time.' });
});
