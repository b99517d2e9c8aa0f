import { expect, test } from 'vitest';
import { media } from '../src/lib/catalogue/en/media';
import { house } from './house';
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
