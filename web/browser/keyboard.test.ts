import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { house } from './house';
import type { Person } from './people';
import { PASSWORD } from './rest';

const home = house();
const ana = { username: 'ana', name: 'Ana Lindqvist' };
const ben = { username: 'ben', name: 'Ben Okafor' };
/** More stops than there are between any two things that one goes to. */
const FAR = 60;

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
  await a.dialog.waitFor();
  for (let stop = 0; stop < 12; stop++) {
    await a.page.keyboard.press('Tab');
    expect(await a.dialog.evaluate((dialog) => dialog.contains(document.activeElement)), `stop ${stop}`).toBe(true);
    await isSeen(a);
  }
  await a.page.keyboard.press('Escape');
  await a.dialog.waitFor({ state: 'detached' });
  await isFocused(a.button(a.words.chat.newChat));
});

/** Goes from stop to stop until it is there, and sees at each where it is. */
async function goTo(person: Person, goal: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await goal.waitFor();
  const stops: string[] = [];
  for (let stop = 0; stop < FAR; stop++) {
    if (await hasFocus(goal)) return isSeen(person);
    await person.page.keyboard.press(key);
    await isSeen(person);
    stops.push(await focused(person));
  }
  throw new Error(`${goal} isn't reached by ${key}: ${stops.join(' → ')}`);
}

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

/** Chooses from an open menu. */
async function pick(person: Person, what: string): Promise<void> {
  const item = person.menu.getByRole('menuitem', { name: what, exact: true });
  for (let step = 0; step < FAR && !(await hasFocus(item)); step++) {
    await person.page.keyboard.press('ArrowDown');
    await isSeen(person);
  }
  await isFocused(item);
  await person.page.keyboard.press('Enter');
}

async function isFocused(goal: Locator): Promise<void> {
  await expect.poll(() => hasFocus(goal), { message: `${goal} has the focus` }).toBe(true);
}

async function hasFocus(goal: Locator): Promise<boolean> {
  return (await goal.count()) > 0 && goal.first().evaluate((element) => element === document.activeElement);
}

async function focused(person: Person): Promise<string> {
  return person.page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    return element.getAttribute('aria-label') ?? (element.innerText || element.id || element.tagName).trim();
  });
}

/** What has the focus is on the screen, and something is drawn that says so. */
async function isSeen(person: Person): Promise<void> {
  const look = () =>
    person.page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      // Between the page's last stop and its first, the browser has one of its own.
      if (element === document.body) return 'seen';
      const box = element.getBoundingClientRect();
      if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth || box.width < 2) return `outside the window: ${element.outerHTML.slice(0, 200)}`;
      // Some draw it around a part of what has the focus, or around the box that it is in.
      const parts = [element, ...element.querySelectorAll('*'), ...ancestors(element)];
      const marked = parts.some((part) => getComputedStyle(part).outlineStyle !== 'none' && parseFloat(getComputedStyle(part).outlineWidth) >= 2);
      if (marked) return 'seen';
      return `without a mark: ${element.outerHTML.slice(0, 200)}`;

      function ancestors(of: Element): Element[] {
        return of.parentElement ? [of.parentElement, ...ancestors(of.parentElement)] : [];
      }
    });
  await expect.poll(look).toBe('seen');
}
