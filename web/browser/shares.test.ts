import { expect, test } from 'vitest';
import type { Schemas } from '../src/lib/api';
import { media } from '../src/lib/catalogue/en/media';
import { shares } from '../src/lib/catalogue/en/shares';
import { house } from './house';
import type { Person } from './people';
import { photo } from './photos';
import type { Rest } from './rest';

const home = house();
const ana = { username: 'ana', name: 'Ana Lindqvist' };
const ben = { username: 'ben', name: 'Ben Okafor' };

/** A private space of two: an id. */
async function spaceOf(owner: Rest, member: Rest, name: string): Promise<string> {
  const { id } = await owner.ask<Schemas['Space']>('POST', '/spaces', { visibility: 'private', name });
  const { code } = await owner.ask<Schemas['SpaceInvitation']>('POST', `/spaces/${id}/invitations`, {});
  await member.ask('POST', `/space-codes/${code}`, { accept_rules: true });
  return id;
}

const form = (person: Person, space: string) => person.page.getByRole('form', { name: shares.write(space) });
const share = (person: Person, text: string) => person.page.locator('article[data-share]').filter({ hasText: text });

test('three photos are dragged, seen by both, commented, looked at, and removed', async () => {
  const [anasRest, bensRest] = [await home.register(ana), await home.register(ben)];
  const space = await spaceOf(anasRest, bensRest, 'Home');
  const [a, b] = [await home.person(ana), await home.person(ben)];
  for (const one of [a, b]) {
    await one.signIn();
    await one.open(`/spaces/${space}/shares`);
    await one.page.getByText(shares.empty).waitFor();
  }

  await b.drops(form(b, 'Home'), photo('One', 1200, 900, 0.1), photo('Two', 700, 1000, 0.5), photo('Three', 1600, 700, 0.9));
  await form(b, 'Home').getByRole('textbox').fill('From the **lake**');
  await b.button(media.describe(media.numbered(1, 3))).click();
  await b.dialog.getByRole('textbox').fill('The lake in the morning');
  await b.dialog.getByRole('button', { name: media.captionDone }).click();
  await b.button(shares.post).click();

  for (const one of [a, b]) await one.untilSharp(share(one, 'From the lake'), 3);
  // What was posted may be told before it is answered.
  await expect.poll(() => form(b, 'Home').getByRole('textbox').inputValue()).toBe('');
  await b.page.getByRole('list', { name: media.chosen }).waitFor({ state: 'detached' });

  // Ana says something, Ben sees it; both react.
  await share(a, 'From the lake').getByRole('button', { name: shares.comments(0) }).click();
  await a.field(shares.writeComment).fill('I want to be there.');
  await a.page.keyboard.press('Enter');
  await share(b, 'From the lake').getByRole('button', { name: shares.comments(1) }).click();
  await b.page.getByText('I want to be there.').waitFor();
  await share(a, 'From the lake').getByRole('button', { name: a.words.page.react }).click();
  await a.dialog.getByRole('button', { name: '❤️' }).first().click();
  await a.dialog.waitFor({ state: 'detached' });
  await share(b, 'From the lake').getByRole('button', { name: /❤️ 1/ }).click();
  await share(a, 'From the lake').getByRole('button', { name: /❤️ 2/ }).waitFor();

  // By the keyboard alone, and back to where it was.
  const first = share(a, 'From the lake').getByRole('button', { name: /The lake in the morning/ });
  await first.focus();
  await a.page.keyboard.press('Enter');
  await a.dialog.locator('.position', { hasText: media.position(1, 3) }).waitFor();
  for (const [key, place] of [['ArrowRight', 2], ['ArrowRight', 3], ['ArrowLeft', 2], ['Home', 1], ['End', 3]] as const) {
    await a.page.keyboard.press(key);
    await a.dialog.locator('.position', { hasText: media.position(place, 3) }).waitFor();
  }
  await a.untilSharp(a.dialog.locator('.stage'));
  await a.page.keyboard.press('Escape');
  await a.until(async () => first.evaluate((button) => button === document.activeElement));

  // The gallery has them, and leads back.
  await a.open(`/spaces/${space}/gallery`);
  await a.untilSharp(a.page.locator('section').first(), 3);
  await a.page.getByRole('button', { name: /The lake in the morning/ }).click();
  await a.dialog.getByRole('link', { name: media.goThere }).click();
  await a.page.getByText('I want to be there.').waitFor();

  // Ben leaves one picture out and says more; Ana, whose space it is, removes it all.
  await b.button(shares.act(ben.name)).click();
  await b.menu.getByRole('menuitem', { name: shares.edit }).click();
  await b.button(media.remove(media.numbered(2, 3))).click();
  await b.page.getByRole('form', { name: shares.edit }).getByRole('textbox').fill('From the lake, twice');
  await b.button(b.words.page.save).click();
  await share(a, 'From the lake, twice').waitFor();
  await a.until(async () => (await share(a, 'From the lake').locator('img.sharp').count()) === 2);
  await a.button(shares.act(ben.name)).click();
  await a.menu.getByRole('menuitem', { name: shares.remove }).click();
  await a.dialog.getByRole('button', { name: shares.remove }).click();
  await a.page.getByText(shares.gone).waitFor();
  await b.page.getByText(shares.empty).waitFor();
  await b.open(`/spaces/${space}/gallery`);
  await b.page.getByText(shares.galleryEmpty).waitFor();
});

test('what was written and chosen outlives a refusal, and going to the gallery and back', async () => {
  const [cleo, dora] = [{ username: 'cleo', name: 'Cléo Marchand' }, { username: 'dora', name: 'Dora Klein' }];
  const [cleosRest, dorasRest] = [await home.register(cleo), await home.register(dora)];
  const space = await spaceOf(cleosRest, dorasRest, 'Kitchen');
  const c = await home.person(cleo);
  await c.signIn();
  await c.open(`/spaces/${space}/shares`);
  await form(c, 'Kitchen').getByRole('textbox').fill('Soup for everybody');
  await c.chooses(form(c, 'Kitchen'), photo('Soup', 900, 700, 0.4));
  await c.page.getByRole('list', { name: media.chosen }).waitFor();
  await c.page.getByRole('link', { name: shares.galleryTab }).click();
  await c.page.getByText(shares.galleryEmpty).waitFor();
  await c.page.getByRole('link', { name: shares.tab, exact: true }).click();
  await c.page.getByRole('list', { name: media.chosen }).waitFor();

  await c.refuse(`/spaces/${space}/shares`, 503, 'server.unavailable');
  await c.button(shares.post).click();
  await form(c, 'Kitchen').getByText(c.words.problems.codes['server.unavailable']).waitFor();
  expect(await form(c, 'Kitchen').getByRole('textbox').inputValue()).toBe('Soup for everybody');
  await c.page.unroute(`**/api/v1/spaces/${space}/shares`);
  await c.button(shares.post).click();
  await c.untilSharp(share(c, 'Soup for everybody'));
});
