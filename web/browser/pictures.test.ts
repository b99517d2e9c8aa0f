import { expect, test } from 'vitest';
import type { Schemas } from '../src/lib/api';
import { media } from '../src/lib/catalogue/en/media';
import { spaces } from '../src/lib/catalogue/en/spaces';
import { house } from './house';
import { isFocused } from './keys';
import { photo } from './photos';

const home = house();
const ana = { username: 'ana', name: 'Ana Lindqvist' };
const ben = { username: 'ben', name: 'Ben Okafor' };

test('a profile picture is cut out by the keyboard, shown to others, looked at, and taken away', async () => {
  const [a, b] = [await home.person(ana), await home.person(ben)];
  await a.register();
  await b.register();
  await a.open('/settings/profile');
  const words = a.words.accounts;
  const part = a.page.getByRole('region', { name: words.picture });
  await a.chooses(part, photo('Holiday'));

  const area = a.dialog.getByRole('application', { name: media.cropArea });
  // Before, keys move nothing.
  await area.and(a.page.locator('[aria-busy=false]')).waitFor();
  await area.focus();
  const before = await area.locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  for (const key of ['+', '+', '+', 'ArrowRight', 'ArrowDown']) await a.page.keyboard.press(key);
  await a.until(async () => (await area.locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL())) !== before);
  await a.dialog.getByRole('button', { name: media.use }).click();
  await a.page.getByText(words.pictureSaved).waitFor();
  await a.sections.getByRole('link', { name: a.words.page.settings }).locator('img').waitFor();

  // Ben sees it, and looks at it alone.
  await b.open(`/people/${(await home.signIn(ana)).id}`);
  const shown = b.button(words.pictureOf(ana.name));
  await b.untilSharp(shown);
  await shown.click();
  await b.untilSharp(b.dialog.locator('.stage'));
  await b.page.keyboard.press('Escape');
  await b.until(async () => shown.evaluate((button) => button === document.activeElement));

  await part.getByRole('button', { name: media.removePicture }).click();
  await a.page.getByText(words.pictureRemoved).waitFor();
  await b.page.reload();
  await b.heading(ana.name).waitFor();
  expect(await shown.count()).toBe(0);
});

test('what isn’t a picture is refused in words, and nothing is lost', async () => {
  const a = await home.person({ username: 'cleo', name: 'Cléo Marchand' });
  await a.register();
  await a.open('/settings/profile');
  const part = a.page.getByRole('region', { name: a.words.accounts.cover });
  await a.chooses(part, { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('only words') });
  await a.dialog.getByText(media.unreadable).waitFor();
  await a.dialog.getByRole('button', { name: a.words.page.close }).last().click();
  // Cut out, but not let through: it can be tried again.
  await a.refuse('/media', 413, 'media.too_large');
  await a.chooses(part, photo('Wide', 2000, 800));
  await a.dialog.getByRole('button', { name: media.use }).click();
  await part.getByText(a.words.problems.codes['media.too_large']).waitFor();
  await a.page.unroute('**/api/v1/media');
  await part.getByRole('button', { name: a.words.page.tryAgain }).click();
  await a.page.getByText(a.words.accounts.pictureSaved).waitFor();
  await a.untilSharp(part);
});

test('pictures go with a message: dragged, described, put in order, seen by both, looked at by keyboard, deleted', async () => {
  const [dora, emil] = [{ username: 'dora', name: 'Dora Klein' }, { username: 'emil', name: 'Emil Sand' }];
  const [dorasRest, emilsRest] = [await home.register(dora), await home.register(emil)];
  await dorasRest.direct(emilsRest);
  const [d, e] = [await home.person(dora), await home.person(emil)];
  await d.signIn();
  await e.signIn();
  await d.openChat(emil.name);
  await e.openChat(dora.name);

  await d.drops(d.page.locator('main'), photo('One', 1200, 900, 0.1), photo('Two', 600, 900, 0.5), photo('Three', 1600, 600, 0.9));
  const chosen = d.page.getByRole('list', { name: media.chosen });
  await d.button(media.describe(media.numbered(2, 3))).click();
  await d.dialog.getByRole('textbox', { name: media.caption }).fill('A hill in the evening');
  await d.page.keyboard.press('Tab');
  await d.page.keyboard.press('Enter');
  // The described one goes first. The dialog gives the keyboard back when it goes.
  await d.dialog.waitFor({ state: 'detached' });
  await isFocused(d.button(media.described(media.captioned(media.numbered(2, 3), 'A hill in the evening'))));
  await d.button(media.move(media.captioned(media.numbered(2, 3), 'A hill in the evening'))).focus();
  await d.page.keyboard.press('ArrowLeft');
  await expect.poll(() => chosen.getByRole('img').first().getAttribute('alt')).toBe(media.captioned(media.numbered(1, 3), 'A hill in the evening'));
  await d.button(media.move(media.numbered(3, 3))).waitFor();
  await d.button(d.words.chat.send).click();

  for (const one of [d, e]) await one.untilSharp(one.at(2), 3);
  expect(await chosen.count()).toBe(0);
  await e.chats.getByText(e.words.chat.pictures(3)).waitFor();

  // Emil looks at them by the keyboard alone.
  await e.at(2).focus();
  const first = e.at(2).getByRole('button', { name: /A hill in the evening/ });
  await e.page.keyboard.press('Tab');
  expect(await first.evaluate((button) => button === document.activeElement)).toBe(true);
  await e.page.keyboard.press('Enter');
  await e.dialog.locator('.position', { hasText: media.position(1, 3) }).waitFor();
  await e.dialog.locator('.caption', { hasText: 'A hill in the evening' }).waitFor();
  await e.page.keyboard.press('ArrowRight');
  await e.dialog.locator('.position', { hasText: media.position(2, 3) }).waitFor();
  await e.page.keyboard.press('End');
  await e.dialog.locator('.position', { hasText: media.position(3, 3) }).waitFor();
  await e.untilSharp(e.dialog.locator('.stage'));
  await e.page.keyboard.press('Home');
  await e.page.keyboard.press('Escape');
  await e.until(async () => first.evaluate((button) => button === document.activeElement));

  await d.at(2).locator('img').first().click({ button: 'right' });
  await d.menu.getByRole('menuitem', { name: d.words.chat.delete }).click();
  // Until then it could have been undone.
  await e.at(2).getByText(e.words.chat.messageDeleted).waitFor();
  expect(await e.at(2).locator('img').count()).toBe(0);
});

test('pictures that were sent without a connection arrive when it is back', async () => {
  const [fay, gus] = [{ username: 'fay', name: 'Fay Moreno' }, { username: 'gus', name: 'Gus Weber' }];
  const [faysRest, gussRest] = [await home.register(fay), await home.register(gus)];
  await faysRest.direct(gussRest);
  const f = await home.person(fay);
  await f.signIn();
  await f.openChat(gus.name);
  // What takes and shows pictures is there, as on every visit but the first.
  await f.untilShellKept();
  await f.goOffline();
  await f.drops(f.page.locator('main'), photo('Offline', 900, 600));
  // What is sent before goes alone.
  await f.page.getByRole('list', { name: media.chosen }).waitFor();
  await f.write('From the train');
  await f.message('From the train').locator('img').waitFor();
  await f.comeBack();
  await f.untilSharp(f.message('From the train'));
  const { id } = await faysRest.direct(gussRest);
  await expect.poll(async () => (await gussRest.history(id)).find((one) => one.text === 'From the train')?.attachments).toHaveLength(1);
});

test('a space shows the picture and the cover that its owner chose, until they are taken away', async () => {
  const [hal, ida] = [{ username: 'hal', name: 'Hal Vogt' }, { username: 'ida', name: 'Ida Berg' }];
  const [halsRest, idasRest] = [await home.register(hal), await home.register(ida)];
  const { id } = await halsRest.ask<Schemas['Space']>('POST', '/spaces', { visibility: 'private', name: 'Orchard' });
  const { code } = await halsRest.ask<Schemas['SpaceInvitation']>('POST', `/spaces/${id}/invitations`, {});
  await idasRest.ask('POST', `/space-codes/${code}`, { accept_rules: true });
  const [h, i] = [await home.person(hal), await home.person(ida)];
  await h.signIn();
  await i.signIn();
  await h.open(`/spaces/${id}/settings`);
  await i.open(`/spaces/${id}`);
  await i.heading('Orchard').waitFor();
  for (const [name, one] of [[spaces.picture, photo('Apple', 900, 700)], [spaces.cover, photo('Trees', 1800, 700, 0.8)]] as const) {
    const part = h.page.getByRole('region', { name });
    await h.chooses(part, one);
    await h.dialog.getByRole('application').and(h.page.locator('[aria-busy=false]')).waitFor();
    await h.dialog.getByRole('button', { name: media.use }).click();
    await part.getByRole('button', { name: media.removePicture }).waitFor();
    await h.untilSharp(part);
  }
  // Ida sees them without loading the page again.
  await i.untilSharp(i.page.locator('.cover'));
  await i.page.locator('main header .avatar img').waitFor();
  for (const name of [spaces.picture, spaces.cover]) {
    await h.page.getByRole('region', { name }).getByRole('button', { name: media.removePicture }).click();
    await h.page.getByRole('region', { name }).getByRole('button', { name: media.choosePicture }).waitFor();
  }
  await i.until(async () => (await i.page.locator('.cover, main header .avatar img').count()) === 0);
});
