// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pass, passed } from './pass';
import { forgetTokens, keepTokens } from './tokens';

const signIn = (session_id: string) =>
  keepTokens({ access_token: 'access', expires_in: 900, refresh_token: 'refresh', session_id });

let given = 0;
let spans: number[] = [];

beforeEach(() => {
  given = 0;
  spans = [];
  vi.stubGlobal('fetch', async () => Response.json({ pass: `pass-${++given}`, expires_in_seconds: spans.shift() ?? 3600 }));
});

afterEach(() => {
  vi.unstubAllGlobals();
  forgetTokens();
});

test('a session asks for its pass once, and another for its own', async () => {
  signIn('one');
  expect(await Promise.all([pass(), pass()])).toEqual(['pass-1', 'pass-1']);
  expect(await pass()).toBe('pass-1');
  signIn('two');
  expect(await pass()).toBe('pass-2');
});

test('one that is over is asked for again', async () => {
  signIn('three');
  spans = [-1];
  expect(await pass()).toBe('pass-2');
  expect(await pass()).toBe('pass-2');
});

test('who isn’t signed in has none, and addresses stay as they are', async () => {
  expect(await pass()).toBe('');
  expect(given).toBe(0);
  expect(passed('/media/a/full?until=1&signature=2', '')).toBe('/media/a/full?until=1&signature=2');
  expect(passed('/media/a/full?until=1&signature=2', 'x')).toBe('/media/a/full?until=1&signature=2&pass=x');
});
