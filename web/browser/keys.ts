import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import type { Person } from './people';

/** More stops than there are between any two things that one goes to. */
export const FAR = 60;

/** Goes from stop to stop until it is there, and sees at each where it is. */
export async function goTo(person: Person, goal: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
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

/** Chooses from an open menu. */
export async function pick(person: Person, what: string): Promise<void> {
  const item = person.menu.getByRole('menuitem', { name: what, exact: true });
  for (let step = 0; step < FAR && !(await hasFocus(item)); step++) {
    await person.page.keyboard.press('ArrowDown');
    await isSeen(person);
  }
  await isFocused(item);
  await person.page.keyboard.press('Enter');
}

export async function isFocused(goal: Locator): Promise<void> {
  await expect.poll(() => hasFocus(goal), { message: `${goal} has the focus` }).toBe(true);
}

export async function hasFocus(goal: Locator): Promise<boolean> {
  return (await goal.count()) > 0 && goal.first().evaluate((element) => element === document.activeElement);
}

export async function focused(person: Person): Promise<string> {
  return person.page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    return element.getAttribute('aria-label') ?? (element.innerText || element.id || element.tagName).trim();
  });
}

/** What has the focus is on the screen, and something is drawn that says so. */
export async function isSeen(person: Person): Promise<void> {
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
