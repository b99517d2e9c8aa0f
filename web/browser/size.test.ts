import type { Response } from 'playwright-core';
import { expect, test } from 'vitest';
import { house } from './house';

const home = house();
const ana = { username: 'ana', name: 'Ana Lindqvist' };
const ben = { username: 'ben', name: 'Ben Okafor' };
const BUDGET = 120 * 1024;

test('from sign-in to the first chat the network carries at most 120 KiB of script and style', async () => {
  const [anasRest, bensRest] = [await home.register(ana), await home.register(ben)];
  await anasRest.direct(bensRest);

  const a = await home.person(ana);
  // What the shell's worker fetches ahead would be counted as nothing when the page asks for it.
  await a.page.addInitScript(() => void Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'));
  const answers: Response[] = [];
  a.page.on('response', (response) => answers.push(response));
  await a.signIn();
  await a.openChat(ben.name);
  await a.message('Hello!').waitFor();

  const files = answers.filter((answer) => ['script', 'stylesheet'].includes(answer.request().resourceType()));
  const carried = await Promise.all(files.map(async (file) => ({ path: new URL(file.url()).pathname, bytes: (await file.request().sizes()).responseBodySize })));
  const sum = carried.reduce((all, file) => all + file.bytes, 0);
  console.log(`${(sum / 1024).toFixed(1)} KiB of script and style in ${carried.length} files`);
  expect(carried.length).toBeGreaterThan(1);
  for (const { path, bytes } of carried) expect(bytes, path).toBeGreaterThan(0);
  expect(sum, JSON.stringify(carried, null, 2)).toBeLessThanOrEqual(BUDGET);

  for (const file of files.filter((answer) => new URL(answer.url()).pathname.startsWith('/assets/'))) {
    const headers = await file.allHeaders();
    expect(headers['cache-control'], file.url()).toBe('public, max-age=31536000, immutable');
    expect(headers.etag, file.url()).toBeTruthy();
    if (Number(headers['content-length']) > 1024) expect(headers['content-encoding'], file.url()).toBe('br');
  }
});

test('the page itself is asked for each time, and carried only when it has changed', async () => {
  const first = await fetch(home.hearth.address);
  expect(first.headers.get('cache-control')).toBe('no-cache');
  const again = await fetch(`${home.hearth.address}/chats/anything`, { headers: { 'if-none-match': first.headers.get('etag')! } });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe('');
});
