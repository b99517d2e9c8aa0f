// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { confirming } from './confirming.svelte';
import { fetchSignedIn, forgetSession } from './http';
import { Problem } from './problem';
import { currentTokens, keepTokens, onTokens } from './tokens';

const ask = (path: string) => fetchSignedIn(new Request(`${location.origin}/api/v1${path}`, { method: 'POST', body: '{}' }));
const refusal = (status: number, code: string, more: object = {}) => Response.json({ status, code, errors: [], ...more }, { status });
const banned = { about: { reason: 'spam', until: '2027-01-01T00:00:00Z' } };

/** What the server answers, one after the other; at last, always the same. */
let answers: (() => Response)[];
let asked: string[];
let ended: (Problem | undefined)[];
let stop: () => void;

beforeEach(() => {
  keepTokens({ access_token: 'access', expires_in: 900, refresh_token: 'refresh', session_id: 'one' });
  asked = [];
  ended = [];
  stop = onTokens((tokens, why) => void (tokens ?? ended.push(why)));
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname.replace('/api/v1', '')} ${await request.text()}`);
    return (answers.length > 1 ? answers.shift()! : answers[0]!)();
  });
});

afterEach(() => {
  stop();
  localStorage.clear();
  vi.unstubAllGlobals();
});

test('what needs a fresh session goes on once it is confirmed, whatever else was begun meanwhile', async () => {
  answers = [() => refusal(403, 'accounts.confirm_first'), () => refusal(403, 'accounts.confirm_first'), () => Response.json({})];
  const both = Promise.all([ask('/a'), ask('/b')]);
  await vi.waitUntil(() => confirming.open && asked.length === 2);
  confirming.answer(true);
  expect((await both).map(({ status }) => status)).toEqual([200, 200]);
  expect([asked.sort(), confirming.open]).toEqual([['POST /a {}', 'POST /a {}', 'POST /b {}', 'POST /b {}'], false]);
});

test('what isn’t confirmed is dropped, and asked for anew the next time', async () => {
  answers = [() => refusal(403, 'accounts.confirm_first')];
  for (const times of [1, 2]) {
    const refused = ask('/a').catch((error: Problem) => error.code);
    await vi.waitUntil(() => confirming.open);
    confirming.answer(false);
    expect([await refused, asked.length]).toEqual(['accounts.confirm_first', times]);
  }
});

test('another refusal asks nobody', async () => {
  answers = [() => refusal(403, 'accounts.forbidden')];
  await expect(ask('/a')).rejects.toThrow();
  expect([confirming.open, asked.length]).toEqual([false, 1]);
});

test('who is banned is out, and learns why without another try', async () => {
  answers = [() => refusal(401, 'accounts.banned', banned)];
  await expect(ask('/a')).rejects.toThrow();
  expect([asked.length, currentTokens(), ended[0]?.about]).toEqual([1, null, banned.about]);
});

test('when the session is over, the server is asked why, once', async () => {
  answers = [() => refusal(401, 'accounts.banned', banned)];
  await forgetSession();
  expect([asked, currentTokens(), ended.map((why) => why?.code)]).toEqual([['GET /me '], null, ['accounts.banned']]);
  await forgetSession();
  expect(asked.length).toBe(1);
});

test('a session that is over goes also where the server can’t be asked', async () => {
  answers = [
    () => {
      throw new TypeError('no network');
    },
  ];
  await forgetSession();
  expect([currentTokens(), ended]).toEqual([null, [undefined]]);
});

test('one who signed in meanwhile stays', async () => {
  answers = [
    () => {
      keepTokens({ access_token: 'other', expires_in: 900, refresh_token: 'refresh', session_id: 'two' });
      return refusal(401, 'accounts.not_signed_in');
    },
  ];
  await forgetSession();
  expect([currentTokens()?.sessionId, ended]).toEqual(['two', []]);
});
