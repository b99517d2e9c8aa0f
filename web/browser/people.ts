import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { Catalogue } from '../src/lib/catalogue';
import type { Photo } from './photos';
import { PASSWORD, type Identity } from './rest';
import type { Watch } from './watch';
import type { Wire } from './wire';

export type BrowserState = Awaited<ReturnType<BrowserContext['storageState']>>;

const PATIENCE = 30_000;
const GLANCE = 50;
/** How many glances must be alike until nothing moves any more. */
const STILL = 6;
/** Counts are asked for a second after what changes them: what has asked nothing for so long has come to rest. */
const REST = 1500;

/** Somebody in front of the page: does what people do, and sees what they see. Everything is found by role and name. */
export class Person {
  constructor(
    readonly identity: Identity,
    readonly page: Page,
    readonly watch: Watch,
    readonly wire: Wire,
    /** The texts in the language of their browser. */
    readonly words: Catalogue,
  ) {}

  get name(): string {
    return this.identity.name;
  }

  async open(path: string): Promise<void> {
    await this.page.goto(path);
  }

  // Coming and going

  /** Registers where a link leads, or without one. Ends among the chats. */
  async register(link?: string): Promise<void> {
    await this.open(link ? pathOf(link) : '/register');
    const words = this.words.accounts;
    await this.field(words.name).fill(this.name);
    await this.field(words.username).fill(this.identity.username);
    await this.field(words.email).fill(`${this.identity.username}@example.org`);
    await this.field(words.password).fill(PASSWORD);
    await this.button(words.createAction).click();
    await this.chats.waitFor();
  }

  async signIn(): Promise<void> {
    await this.open('/');
    const words = this.words.accounts;
    await this.field(words.login).fill(this.identity.username);
    await this.field(words.password).fill(PASSWORD);
    await this.button(words.signIn).click();
    await this.chats.waitFor();
  }

  /** The network goes away: nothing new gets through, and what was open breaks. */
  async goOffline(): Promise<void> {
    this.watch.expectCuts();
    await this.page.context().setOffline(true);
    this.wire.cut();
  }

  /** Waits until the page's own files are kept here, all of them. */
  async untilShellKept(): Promise<void> {
    await this.until(() => this.page.evaluate(() => navigator.serviceWorker.controller !== null));
  }

  async comeBack(): Promise<void> {
    this.wire.mend();
    await this.page.context().setOffline(false);
  }

  /** What their browser keeps: with it, another of their browsers is signed in. */
  state(): Promise<BrowserState> {
    return this.page.context().storageState();
  }

  /** From here on, what is asked there gets no answer. Paths are those of the REST interface. */
  async hold(path: string): Promise<void> {
    await this.page.route(`**/api/v1${path}`, () => undefined);
  }

  /** From here on, what is asked there is refused. */
  async refuse(path: string, status: number, code = 'request.failed'): Promise<void> {
    this.watch.expect(new RegExp(`status of ${status}`));
    const body = JSON.stringify({ type: `urn:hearth:${code}`, title: 'Refused', status, code, detail: 'It is refused.', errors: [] });
    await this.page.route(`**/api/v1${path}`, (route) => route.fulfill({ status, contentType: 'application/problem+json', body }));
  }

  async close(): Promise<void> {
    await this.page.context().close();
    await this.wire.close();
  }

  // What there is on the page

  get chats(): Locator {
    return this.page.getByRole('navigation', { name: this.words.chat.conversations });
  }

  get sections(): Locator {
    return this.page.getByRole('navigation', { name: this.words.page.sections });
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: this.words.chat.messageTo('') });
  }

  get feed(): Locator {
    return this.page.getByRole('feed', { name: this.words.chat.messages });
  }

  get results(): Locator {
    return this.page.getByRole('list', { name: this.words.chat.results }).getByRole('link');
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  get menu(): Locator {
    return this.page.getByRole('menu');
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  field(label: string): Locator {
    return this.page.getByRole('textbox', { name: label, exact: true });
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { name });
  }

  /** A chat in the list. What was said last in another chat may name it too, but later. */
  chat(title: string): Locator {
    return this.chats.getByRole('link').filter({ has: this.page.getByText(title, { exact: true }) });
  }

  /** A message on the screen, by something that it says. */
  message(text: string): Locator {
    return this.feed.getByRole('article').filter({ hasText: text });
  }

  /** A message on the screen, by its number. */
  at(number: number): Locator {
    return this.feed.locator(`article[data-number="${number}"]`);
  }

  reaction(text: string, emoji: string): Locator {
    return this.message(text).getByRole('list', { name: this.words.page.reactions }).getByRole('button', { name: emoji });
  }

  // Acts

  /** Finds somebody by words, and opens the chat with them. */
  async find(name: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: this.words.chat.findPeopleAndChats }).fill(name);
    await this.chats.getByRole('button', { name }).click();
    await this.heading(name).waitFor();
  }

  async openChat(title: string): Promise<void> {
    await this.chat(title).click();
    await this.heading(title).first().waitFor();
  }

  /** Writes and sends, without waiting for the server. */
  async write(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.button(this.words.chat.send).click();
  }

  /** Opens the menu of a message. */
  async openMenu(text: string): Promise<void> {
    await this.message(text).locator('.text').first().click({ button: 'right' });
    await this.menu.waitFor();
  }

  /** Does something to a message that its menu offers. */
  async choose(text: string, what: string): Promise<void> {
    await this.openMenu(text);
    await this.menu.getByRole('menuitem', { name: what, exact: true }).click();
  }

  async react(text: string, emoji: string): Promise<void> {
    await this.choose(text, this.words.chat.reactWith(emoji));
  }

  async edit(text: string, after: string): Promise<void> {
    await this.choose(text, this.words.chat.edit);
    await this.composer.fill(after);
    await this.button(this.words.chat.save).click();
  }

  /** Chooses files with the button of some part of the page. */
  async chooses(part: Locator, ...photos: Photo[]): Promise<void> {
    await part.locator('input[type=file]').setInputFiles(photos);
  }

  /** Drags files from elsewhere onto a part of the page, once it takes pictures: before, they would fall on nothing. */
  async drops(onto: Locator, ...photos: Photo[]): Promise<void> {
    await onto.getByRole('button', { name: this.words.chat.addPictures }).first().waitFor();
    const files = photos.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString('base64') }));
    await onto.evaluate((element, given) => {
      const carried = new DataTransfer();
      for (const { name, mimeType, base64 } of given) {
        const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
        carried.items.add(new File([bytes], name, { type: mimeType }));
      }
      for (const kind of ['dragenter', 'dragover', 'drop']) {
        element.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }));
      }
    }, files);
  }

  async search(words: string): Promise<void> {
    await this.open('/search');
    await this.page.getByRole('searchbox', { name: this.words.chat.findWordsEverywhere }).fill(words);
  }

  // Reading

  /** What is said on the screen, from top to bottom, each with its number. A deleted message says that it is. */
  async said(): Promise<[number, string][]> {
    return this.feed.evaluate((feed, deleted) => {
      const articles = [...feed.querySelectorAll<HTMLElement>('article[data-number]')];
      return articles.map((article) => [Number(article.dataset.number), article.querySelector<HTMLElement>('.text')?.innerText.trim() ?? deleted]);
    }, this.words.chat.messageDeleted);
  }

  /** Everything that the chat says, by scrolling over all of it from the newest to the first; `look` sees each screenful. */
  async readAll(look = async (): Promise<void> => undefined): Promise<string[]> {
    const all = new Map<number, string>();
    await this.jumpToLast();
    for (;;) {
      await this.until(async () => !(await this.isLoading()));
      for (const [number, text] of await this.said()) all.set(number, text);
      await look();
      if (await this.feed.evaluate((feed) => feed.scrollTop === 0)) break;
      // On with what the list has drawn there.
      await this.feed.evaluate((feed) => {
        feed.scrollBy(0, -0.7 * feed.clientHeight);
        return new Promise<void>((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn())));
      });
    }
    const numbers = [...all.keys()].sort((a, b) => a - b);
    const gap = numbers.findIndex((number, index) => number !== index + 1);
    if (gap >= 0) throw new Error(`Message ${gap + 1} isn't on the screen, or it is there twice.`);
    return numbers.map((number) => all.get(number)!);
  }

  /** The numbers of the messages of which some is in view. */
  async numbersInView(): Promise<number[]> {
    return this.feed.evaluate((feed) => {
      const view = feed.getBoundingClientRect();
      const articles = [...feed.querySelectorAll<HTMLElement>('article[data-number]')];
      return articles
        .filter((article) => {
          const box = article.getBoundingClientRect();
          return box.bottom > view.top && box.top < view.bottom;
        })
        .map((article) => Number(article.dataset.number));
    });
  }

  async untilInView(number: number): Promise<void> {
    await this.until(async () => (await this.numbersInView()).includes(number));
  }

  /** Whether some place in view waits for its message. */
  async isLoading(): Promise<boolean> {
    return this.feed.evaluate((feed) => {
      const view = feed.getBoundingClientRect();
      return [...feed.querySelectorAll('.place')].some((place) => place.getBoundingClientRect().bottom > view.top && place.getBoundingClientRect().top < view.bottom);
    });
  }

  async scroll(pixels: number): Promise<void> {
    await this.feed.hover();
    await this.page.mouse.wheel(0, pixels);
  }

  async jumpToFirst(): Promise<void> {
    await this.feed.getByRole('article').last().focus();
    await this.page.keyboard.press('Home');
    await this.untilInView(1);
  }

  async jumpToLast(): Promise<void> {
    const jump = this.page.getByRole('button', { name: new RegExp(`^(${this.words.chat.latest}|${this.words.chat.newCount(0).replace('0', '\\d+')})$`) });
    await this.until(async () => {
      const atEnd = await this.feed.evaluate((feed) => feed.scrollHeight - feed.scrollTop - feed.clientHeight < 2);
      // Near the end, it goes by itself.
      if (!atEnd && (await jump.isVisible())) await jump.click({ timeout: 1000 }).catch(() => undefined);
      return atEnd;
    });
  }

  /** Waits until every picture in a part of the page has come from the server, and stands over its likeness. */
  async untilSharp(part: Locator, count = 1): Promise<void> {
    await this.until(() =>
      part.evaluateAll((parts, least) => {
        const all = parts.flatMap((one) => [...one.querySelectorAll<HTMLImageElement>('img.sharp')]);
        return all.length >= least && all.every((image) => image.complete && image.naturalWidth > 0 && getComputedStyle(image).opacity === '1');
      }, count),
    );
  }

  /** How much the page holds. */
  nodes(): Promise<number> {
    return this.page.evaluate(() => document.querySelectorAll('*').length);
  }

  /** Waits until nothing that was written is on its way any more. */
  async untilAllSent(): Promise<void> {
    for (const words of [this.words.chat.sending, this.words.chat.waitingForConnection]) {
      await this.until(async () => (await this.feed.getByText(words, { exact: true }).count()) === 0);
    }
  }

  /** Waits until nothing is loaded or drawn any more. */
  async untilStill(): Promise<void> {
    await this.page.evaluate(() => document.fonts.ready.then(() => undefined));
    let before = '';
    let glances = 0;
    await this.until(async () => {
      const now = await this.page.evaluate(() => `${document.body.innerText}${document.querySelector('[role=feed]')?.scrollTop}`);
      glances = now === before ? glances + 1 : 0;
      before = now;
      return glances >= STILL;
    });
  }

  /** Waits until the page asks nothing any more: what is on its way when somebody's right to it ends would be refused. */
  async untilAtRest(): Promise<void> {
    await this.until(async () => this.watch.quiet > REST);
  }

  /** Waits until something can be seen. */
  async until(seen: () => Promise<boolean>): Promise<void> {
    const late = Date.now() + PATIENCE;
    while (!(await seen())) {
      if (Date.now() > late) throw new Error(`${this.name} waited too long for ${seen}`);
      await this.page.waitForTimeout(GLANCE);
    }
  }
}

/** The part of a link that is the same on everybody's cable. */
function pathOf(link: string): string {
  const { pathname, search } = new URL(link);
  return pathname + search;
}
