import { expect, test } from 'vitest';
import { house } from './house';
import { FAR, focused, goTo, isFocused, isSeen, pick } from './keys';
import type { Person } from './people';
import { PASSWORD } from './rest';

const home = house();
const ana = { username: 'ana', name: 'Ana Lindqvist' };
const ben = { username: 'ben', name: 'Ben Okafor' };

test('the whole journey by keyboard alone, and one always sees where one is', async () => {
  await home.register(ana);
  await home.register(ben);
  const a = await home.person(ana, { viewport: { width: 1280, height: 900 } });
  const words = a.words;
  const { keyboard } = a.page;

  // Sign in.
  await a.open('/');
  await goTo(a, a.field(words.accounts.login));
  await keyboard.type(ana.username);
  await goTo(a, a.field(words.accounts.password));
  await keyboard.type(PASSWORD);
  await keyboard.press('Enter');
  await a.chats.waitFor();

  // The first stop leads past the navigation.
  await a.page.reload();
  await a.chats.waitFor();
  await keyboard.press('Tab');
  await isSeen(a);
  expect(await focused(a)).toBe(words.page.skip);

  // Find Ben, and write to him.
  await goTo(a, a.page.getByRole('searchbox', { name: words.chat.findPeopleAndChats }));
  await keyboard.type('ben');
  await a.chats.getByRole('button', { name: ben.name }).waitFor();
  await goTo(a, a.chats.getByRole('button', { name: ben.name }));
  await keyboard.press('Enter');
  await a.heading(ben.name).first().waitFor();
  await isFocused(a.composer);
  await keyboard.type('Written without a mouse');
  await keyboard.press('Enter');
  await a.untilAllSent();

  // React: the message, its menu, an emoji. Escape leads back to the message.
  await goToMessage(a, 1);
  await keyboard.press('Enter');
  await a.menu.waitFor();
  await keyboard.press('Escape');
  await a.menu.waitFor({ state: 'detached' });
  await isFocused(a.at(1));
  await isSeen(a);
  await keyboard.press('Enter');
  await a.menu.waitFor();
  await pick(a, words.chat.reactWith('🎉'));
  await a.reaction('Written without a mouse', '🎉').waitFor();

  // Edit: arrow up in the empty field. Escape leaves it as it was.
  await goTo(a, a.composer);
  await keyboard.press('ArrowUp');
  await a.page.getByText(words.chat.editing).waitFor();
  await keyboard.press('Escape');
  await a.page.getByText(words.chat.editing).waitFor({ state: 'detached' });
  await isFocused(a.composer);
  await keyboard.press('ArrowUp');
  await a.page.getByText(words.chat.editing).waitFor();
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('Written by hand');
  await keyboard.press('Enter');
  await a.message('Written by hand').getByText(words.chat.edited, { exact: true }).waitFor();

  // Delete, take it back, and delete for good. From one message to another by arrows.
  await keyboard.type('To be gone');
  await keyboard.press('Enter');
  await a.untilAllSent();
  for (const then of ['undone', 'done']) {
    await goToMessage(a, 2);
    await keyboard.press('Enter');
    await a.menu.waitFor();
    await pick(a, words.chat.delete);
    await a.message(words.chat.messageDeleted).waitFor();
    if (then === 'done') break;
    await goTo(a, a.button(words.chat.undo));
    await keyboard.press('Enter');
    await a.message('To be gone').waitFor();
    await goTo(a, a.composer);
  }

  // Settings, and out.
  await goTo(a, a.sections.getByRole('link', { name: words.page.settings }), 'Shift+Tab');
  await keyboard.press('Enter');
  await goTo(a, a.button(words.accounts.signOut));
  // What is still asked for when the session ends would be refused.
  await a.untilAtRest();
  await keyboard.press('Enter');
  await a.button(words.accounts.signIn).waitFor();
  const [chat] = (await (await home.signIn(ana)).ask<{ items: { id: string }[] }>('GET', '/chats')).items;
  expect((await (await home.signIn(ana)).history(chat!.id)).map((message) => message.text ?? '')).toEqual(['Written by hand', '']);
});

test('a dialog keeps the keyboard while it is open, and gives it back', async () => {
  const a = await home.person(ana, { viewport: { width: 1280, height: 900 } });
  await a.signIn();
  await goTo(a, a.button(a.words.chat.newChat));
  await a.page.keyboard.press('Enter');
  // It takes the keyboard a moment after it is seen.
  await a.until(() => a.dialog.evaluate((dialog) => dialog.contains(document.activeElement)));
  for (let stop = 0; stop < 12; stop++) {
    await a.page.keyboard.press('Tab');
    expect(await a.dialog.evaluate((dialog) => dialog.contains(document.activeElement)), `stop ${stop}`).toBe(true);
    await isSeen(a);
  }
  await a.page.keyboard.press('Escape');
  await a.dialog.waitFor({ state: 'detached' });
  await isFocused(a.button(a.words.chat.newChat));
});

/** Goes from the field to the messages, and by arrows to one of them. */
async function goToMessage(person: Person, number: number): Promise<void> {
  const current = () => person.page.evaluate(() => Number((document.activeElement as HTMLElement).dataset.number ?? 0));
  for (let stop = 0; stop < FAR && (await current()) === 0; stop++) await person.page.keyboard.press('Shift+Tab');
  for (let here = await current(); here !== number; here += Math.sign(number - here)) {
    await person.page.keyboard.press(number > here ? 'ArrowDown' : 'ArrowUp');
    await isFocused(person.at(here + Math.sign(number - here)));
  }
  await isSeen(person);
}
