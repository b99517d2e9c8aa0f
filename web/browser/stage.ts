import { beforeAll } from 'vitest';
import { house } from './house';
import { sizes, type Size } from './looks';
import type { Person } from './people';
import type { Scene } from './scenes';
import { makeWorld, people, type World } from './world';

/** Making the world takes its time: some twenty pictures are worked on, one after the other. */
const PATIENCE = 300_000;

/** A world, and everybody's view of it: shows each scene to somebody who has just opened the page. */
export class Stage {
  // Each scene begins with the same copy of what a browser kept. Once the access token in it ran out, the first scene would
  // use up the refresh token for all others, and using it again ends the session.
  readonly #home = house({ LIMITS__ENABLED: 'false', ACCOUNTS__ACCESS_TOKEN_SECONDS: '86400', ACCOUNTS__FRESH_MINUTES: '1440' });
  #world!: World;
  #states = new Map<string, Awaited<ReturnType<Person['state']>>>();

  constructor() {
    beforeAll(async () => {
      this.#world = await makeWorld(this.#home);
      for (const who of ['ana', 'ben', 'sam'] as const) {
        const person = await this.#home.person(people[who]);
        await person.signIn();
        this.#states.set(who, await person.state());
        await this.#home.leave(person);
      }
    }, PATIENCE);
  }

  async show(scene: Scene, size: Size, look: (person: Person) => Promise<void>): Promise<void> {
    const identity = scene.who === 'nobody' ? people.sam : people[scene.who];
    const person = await this.#home.person(identity, { ...sizes[size], locale: scene.locale ?? 'en-GB', reducedMotion: 'reduce' }, this.#states.get(scene.who));
    try {
      await this.#play(scene, person, look);
    } catch (error) {
      await this.#home.photograph(`${scene.name} ${size}`);
      // What went wrong first is what counts.
      await this.#home.leave(person).catch(() => undefined);
      throw error;
    }
    // What a scene left open, a deletion that can be undone, must not reach the server when the page is closed.
    await person.goOffline();
    await this.#home.leave(person);
  }

  async #play(scene: Scene, person: Person, look: (person: Person) => Promise<void>): Promise<void> {
    // A new browser for each scene would fetch the whole shell each time.
    await person.page.addInitScript(() => void Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'));
    // What one has read stays as it is, so that the next sees the same.
    await person.hold('/chats/*/read');
    await scene.show(person, this.#world);
    await person.untilStill();
    await look(person);
  }
}
