import { expect, test } from 'vitest';
import { house } from './house';

const home = house();
const ana = { username: 'ana', name: 'Ana Lindqvist' };
const ben = { username: 'ben', name: 'Ben Okafor' };
const EACH = 12;
const KILLED_AFTER = [3, 8];

test('the server is killed while both write: nothing is lost or doubled', async () => {
  const [anasRest, bensRest] = [await home.register(ana), await home.register(ben)];
  const chat = await anasRest.direct(bensRest);
  const a = await home.person(ana);
  const b = await home.person(ben);
  for (const person of [a, b]) {
    person.watch.expectCuts();
    await person.signIn();
    await person.open(`/chats/${chat.id}`);
    await person.message('Hello!').waitFor();
  }

  const all = ['Hello!'];
  for (let turn = 1; turn <= EACH; turn++) {
    const texts = [`Ana’s ${turn}`, `Ben’s ${turn}`];
    all.push(...texts);
    await Promise.all([a.write(texts[0]!), b.write(texts[1]!)]);
    if (!KILLED_AFTER.includes(turn)) continue;
    // Some of what was written is on its way just now.
    await home.hearth.kill();
    await Promise.all([a.write(`Ana’s, without a server, after ${turn}`), b.write(`Ben’s, without a server, after ${turn}`)]);
    all.push(`Ana’s, without a server, after ${turn}`, `Ben’s, without a server, after ${turn}`);
    await home.hearth.start();
  }

  for (const person of [a, b]) await person.untilAllSent();
  const kept = (await anasRest.history(chat.id)).map((message) => message.text);
  expect([...kept].sort()).toEqual([...all].sort());
  // In the order in which each wrote.
  for (const whose of ['Ana’s', 'Ben’s']) expect(kept.filter((text) => text?.startsWith(whose))).toEqual(all.filter((text) => text.startsWith(whose)));
  for (const person of [a, b]) {
    await person.message(kept.at(-1)!).waitFor();
    await person.until(async () => (await person.numbersInView()).at(-1) === kept.length);
    expect(await person.readAll()).toEqual(kept);
  }
});
