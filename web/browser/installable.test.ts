import { expect, test } from 'vitest';
import { house } from './house';

const home = house();
const ana = { username: 'ana', name: 'Ana Lindqvist' };
const ben = { username: 'ben', name: 'Ben Okafor' };
const SECRET = 'the spare key is under the third flowerpot';

test('it can be installed: Chromium finds nothing wrong with the manifest and its icons', async () => {
  const a = await home.person(ana);
  await a.open('/');
  await a.button(a.words.accounts.signIn).waitFor();
  const session = await a.page.context().newCDPSession(a.page);
  const { errors, data } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);

  const manifest = JSON.parse(data!) as { start_url: string; icons: { src: string; sizes: string; purpose?: string }[] };
  expect(new URL(manifest.start_url, a.wire.address).origin).toBe(a.wire.address);
  expect(manifest.icons.map((icon) => icon.sizes)).toEqual(expect.arrayContaining(['192x192', '512x512']));
  expect(manifest.icons.some((icon) => icon.purpose?.includes('maskable'))).toBe(true);
  for (const icon of manifest.icons) {
    const size = await a.page.evaluate(async (src) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, icon.src);
    if (icon.sizes !== 'any') expect(size, icon.src).toBe(icon.sizes);
  }
});

test('without a network its shell opens, and no cache holds what was said', async () => {
  const bensRest = await home.register(ben);
  const a = await home.person(ana);
  await a.register();
  const chat = await bensRest.direct(await home.signIn(ana));
  await bensRest.send(chat.id, SECRET);
  await a.open(`/chats/${chat.id}`);
  await a.message(SECRET).waitFor();
  await a.untilShellKept();

  const kept = await a.page.evaluate(async () => {
    const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const answers = (await Promise.all(caches_.map(async (cache) => Promise.all((await cache.keys()).map(async (request) => ({ path: new URL(request.url).pathname, text: await (await cache.match(request))!.text() })))))).flat();
    return answers;
  });
  expect(kept.map(({ path }) => path)).toContainEqual(expect.stringMatching(/^\/assets\/.*\.js$/));
  expect(kept.filter(({ path }) => /^\/(api|socket\.io|docs)/.test(path)).map(({ path }) => path)).toEqual([]);
  expect(kept.filter(({ text }) => text.includes(SECRET)).map(({ path }) => path)).toEqual([]);

  await a.goOffline();
  await a.page.reload();
  await a.sections.or(a.heading(a.words.page.oneMoment)).first().waitFor();
  await a.comeBack();
  await a.page.reload();
  await a.message(SECRET).waitFor();
});
