import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from 'vitest';
import { de } from '../src/lib/catalogue/de';
import { en } from '../src/lib/catalogue/en';
import { Hearth, type Settings, type SettingsAt } from './hearth';
import { Person, type BrowserState } from './people';
import { Rest, type Identity } from './rest';
import { Watch } from './watch';
import { Wire } from './wire';

/** Pictures of what was seen when a test failed. */
const failed = fileURLToPath(new URL('../../screenshots/failed/', import.meta.url));

/** Hashing passwords is slow on purpose, and slower in a debug build: not what is tested here. */
const swift = { PASSWORDS__MEMORY_KIB: '64', PASSWORDS__ITERATIONS: '1' };

/** A server and the people who are in front of it, for one file of tests. */
export class House {
  hearth!: Hearth;
  #browser!: Browser;
  #people: Person[] = [];

  constructor(private readonly settings: SettingsAt) {}

  async open(): Promise<void> {
    this.hearth = await Hearth.start(async (address) => ({ ...swift, ...(await this.settings(address)) }));
    this.#browser = await chromium.connect(inject('browser'));
  }

  /** Somebody with a browser of their own, and a cable of their own; `state` is what another browser of theirs kept. */
  async person(identity: Identity, options: BrowserContextOptions = {}, state?: BrowserState): Promise<Person> {
    const wire = await Wire.to(this.hearth.port);
    // Each cable has an address of its own.
    const storageState = state && { ...state, origins: state.origins.map((origin) => ({ ...origin, origin: wire.address })) };
    const context = await this.#browser.newContext({ baseURL: wire.address, locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options, ...(storageState && { storageState }) });
    const watch = await Watch.over(context, wire.address);
    const words = options.locale?.startsWith('de') ? de : en;
    const person = new Person(identity, await context.newPage(), watch, wire, words);
    this.#people.push(person);
    return person;
  }

  /** Somebody who has an account, and does things without a browser. */
  register(identity: Identity, invitation?: string): Promise<Rest> {
    return Rest.register(this.hearth.address, identity, invitation);
  }

  signIn({ username }: Identity): Promise<Rest> {
    return Rest.signIn(this.hearth.address, username);
  }

  /** What the pages did that they never should, by whose page it was. */
  takeTrouble(): string[] {
    return this.#people.flatMap((person) => person.watch.takeTrouble().map((what) => `${person.name}: ${what}`));
  }

  async photograph(test: string): Promise<void> {
    mkdirSync(failed, { recursive: true });
    const stem = test.replace(/[^a-z0-9]+/gi, '-').slice(0, 80);
    for (const [index, person] of this.#people.entries()) {
      await person.page.screenshot({ path: `${failed}${stem}.${index}.${person.name}.png` }).catch(() => undefined);
    }
  }

  /** Somebody goes. What their page did wrong is told now. */
  async leave(person: Person): Promise<void> {
    await person.close();
    const trouble = person.watch.takeTrouble();
    this.#people = this.#people.filter((other) => other !== person);
    if (trouble.length > 0) throw new Error(`${person.name}’s page: ${trouble.join('\n')}`);
  }

  async close(): Promise<void> {
    for (const person of this.#people) await person.close();
    await this.#browser?.close();
    await this.hearth?.stop();
  }
}

/** Gives the tests of a file a house. Each of them fails when a page did what it never should. */
export function house(settings: Settings | SettingsAt = {}): House {
  const made = new House(typeof settings === 'function' ? settings : () => settings);
  beforeAll(() => made.open());
  afterAll(() => made.close());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => made.photograph(task.name)));
  afterEach(() => expect(made.takeTrouble()).toEqual([]));
  return made;
}
