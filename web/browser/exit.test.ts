import { expect, test } from 'vitest';
import { house } from './house';
import { sizes } from './looks';
import type { Person } from './people';

const home = house();
const ana = { username: 'ana', name: 'Ana Lindqvist' };
const ben = { username: 'ben', name: 'Ben Okafor' };

/** Waits for the harmless page, and looks whether anything of ours is left on it. */
async function untilGone(person: Person): Promise<void> {
  await person.heading('Simple bread').waitFor();
  expect(await person.page.title()).toBe('Simple bread');
  expect(await person.page.locator('body').innerText()).not.toMatch(/Hearth|Ana|Ben/);
}

test('whoever leaves quickly leaves nothing on view, and the way back leads to the harmless page too', async () => {
  const [anasRest, bensRest] = [await home.register(ana), await home.register(ben)];
  await anasRest.direct(bensRest);
  const a = await home.person(ana);
  await a.signIn();
  await a.openChat(ben.name);
  await a.composer.fill('Something that nobody else may read');

  // In a second tab, something of ours is open too.
  const second = await a.page.context().newPage();
  await second.goto('/settings');
  await second.getByRole('heading', { name: a.words.page.settings }).first().waitFor();

  await a.button(a.words.page.leave).click();
  await untilGone(a);
  await second.getByRole('heading', { name: 'Simple bread' }).waitFor();
  await second.close();

  // The place in the history that was left is the harmless page; the one before it leads on to it.
  await a.page.goBack();
  await untilGone(a);

  // Who opens the page by its address comes in, and what was written is still there.
  await a.open('/');
  await a.openChat(ben.name);
  await a.page.waitForFunction((field) => document.querySelector<HTMLTextAreaElement>('textarea')?.value === field, 'Something that nobody else may read');
});

test('pressing Escape twice is enough, in a dialog and before signing in; once is not', async () => {
  const a = await home.person(ana);
  await a.open('/');
  const words = a.words.accounts;
  await a.field(words.login).waitFor();
  await a.page.keyboard.press('Escape');
  await a.page.keyboard.press('a');
  expect(await a.field(words.login).isVisible()).toBe(true);
  await a.page.keyboard.press('Escape');
  await a.page.keyboard.press('Escape');
  await untilGone(a);

  await a.signIn();
  await a.button(a.words.chat.newChat).first().click();
  await a.dialog.waitFor();
  await a.page.keyboard.press('Escape');
  await a.page.keyboard.press('Escape');
  await untilGone(a);
});

test('on a phone the way out is above every page, also above an open chat and a dialog', async () => {
  const a = await home.person(ana, sizes.phone);
  await a.signIn();
  for (const path of ['/', '/settings', '/spaces', '/gatherings', '/search']) {
    await a.open(path);
    await a.button(a.words.page.leave).waitFor();
  }
  await a.open('/');
  await a.button(a.words.chat.newChat).first().click();
  await a.dialog.waitFor();
  await a.page.getByText(a.words.page.leave, { exact: true }).last().click();
  await untilGone(a);
});

test('without a network it works all the same', async () => {
  const a = await home.person(ana);
  await a.signIn();
  await a.untilShellKept();
  await a.goOffline();
  await a.button(a.words.page.leave).click();
  await untilGone(a);
  await a.comeBack();
});
