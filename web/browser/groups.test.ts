import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Schemas } from '../src/lib/api';
import { house } from './house';
import type { Person } from './people';
import type { Identity, Rest } from './rest';

const home = house({ LIMITS__ENABLED: 'false' });
const MANY = 80;

/** Everybody has a first name that nobody else has: it is found by it. */
let count = 0;
function somebody(name: string): Identity {
  count += 1;
  return { username: `${name.toLowerCase()}${count}`, name: `${name}${count} Berg` };
}

/** People with accounts, and their browsers among their chats. */
async function people<Names extends string[]>(...names: Names): Promise<{ [I in keyof Names]: [Person, Rest] }> {
  const all = names.map(async (name): Promise<[Person, Rest]> => {
    const identity = somebody(name);
    const rest = await home.register(identity);
    const person = await home.person(identity);
    await person.signIn();
    return [person, rest];
  });
  return (await Promise.all(all)) as { [I in keyof Names]: [Person, Rest] };
}

/** What stands beside a chat, by its heading. */
function panel(person: Person, title: string): Locator {
  return person.page.getByRole('complementary', { name: title, exact: true });
}

/** Somebody in the list of members, with what is said there about their part. */
function member(person: Person, name: string, about = ''): Locator {
  return person.page.getByRole('complementary').getByRole('listitem').filter({ hasText: name }).filter({ hasText: about });
}

async function showMembers(person: Person, howMany: number): Promise<void> {
  await person.button(person.words.chat.showMembers).click();
  await panel(person, person.words.chat.members(howMany)).waitFor();
}

/** Picks somebody in a dialog that asks for people. */
async function pick(person: Person, name: string): Promise<void> {
  await person.dialog.getByRole('searchbox', { name: person.words.page.findPeople }).fill(name);
  await person.dialog.getByRole('button', { name: `${name} @` }).click();
  await person.button(person.words.page.takeOut(name)).waitFor();
}

async function changeMember(person: Person, name: string, what: string): Promise<void> {
  await person.button(person.words.chat.changeMember(name)).click();
  await person.menu.getByRole('menuitem', { name: what, exact: true }).click();
}

async function chooseInChatMenu(person: Person, what: string | RegExp): Promise<void> {
  await person.button(person.words.chat.chatMenu).click();
  await person.menu.getByRole('menuitem', { name: what, exact: true }).click();
}

async function goToStart(person: Person): Promise<void> {
  await person.sections.getByRole('link', { name: person.words.page.chats }).click();
  await person.heading(person.words.chat.welcome(person.name)).waitFor();
}

/** Waits until the page's title counts so much as unread. */
async function untilCounted(person: Person, unread: number): Promise<void> {
  const counted = async () => Number(/^\((\d+)\) /.exec(await person.page.title())?.[1] ?? 0);
  await person.until(async () => (await counted()) === unread);
}

/** Everything that comes over the live connection of a page, from its next connection on. */
function overhear(person: Person): string[] {
  const heard: string[] = [];
  person.page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => heard.push(payload.toString())));
  return heard;
}

test('a group is made, grows, and gets an admin, another name and another owner', async () => {
  const [[a], [b], [c]] = await people('Ana', 'Ben', 'Cleo');
  const words = a.words.chat;

  // Ana makes it, with Ben in it.
  await a.button(words.newChat).first().click();
  await a.dialog.getByRole('button', { name: words.newGroup }).click();
  await a.field(words.groupTitle).fill('Harbour walk');
  await pick(a, b.name);
  await a.button(words.createGroupOf(2)).click();
  await a.heading('Harbour walk').waitFor();
  await a.write('Shall we go on Sunday?');
  await b.openChat('Harbour walk');
  await b.message('Shall we go on Sunday?').waitFor();
  await c.page.getByText(words.quietHere).waitFor();

  // Cleo is added, and sees what was written before.
  await showMembers(b, 2);
  await showMembers(a, 2);
  await a.button(words.addPeople).click();
  await pick(a, c.name);
  await a.button(words.addCount(1)).click();
  await a.dialog.waitFor({ state: 'detached' });
  await c.openChat('Harbour walk');
  await c.message('Shall we go on Sunday?').waitFor();
  await showMembers(c, 3);
  for (const person of [a, b]) {
    await panel(person, words.members(3)).waitFor();
    await member(person, c.name).waitFor();
  }

  // Only who manages it can change it. Ben becomes one of those, and his page knows.
  await member(b, a.name, words.roles.owner).waitFor();
  expect(await b.button(words.rename).count()).toBe(0);
  await changeMember(a, b.name, words.makeAdmin);
  for (const person of [a, b, c]) await member(person, b.name, words.roles.admin).waitFor();
  await b.button(words.rename).click();
  await b.field(words.groupTitle).fill('Lighthouse walk');
  await b.button(words.save).click();
  for (const person of [a, b, c]) {
    await person.heading('Lighthouse walk').waitFor();
    await person.chat('Lighthouse walk').waitFor();
    expect(await person.chat('Harbour walk').count()).toBe(0);
  }

  // It is Ben's now. Ana's page no longer offers what only the owner can do.
  await changeMember(a, b.name, words.handOver);
  await a.dialog.getByText(words.handOverMeans(b.name)).waitFor();
  await a.dialog.getByRole('button', { name: words.handOver }).click();
  for (const person of [a, b, c]) {
    await member(person, b.name, words.roles.owner).waitFor();
    await member(person, a.name, words.roles.admin).waitFor();
  }
  await a.button(words.changeMember(b.name)).waitFor({ state: 'detached' });
  await changeMember(b, a.name, words.makeMember);
  await a.button(words.rename).waitFor({ state: 'detached' });
  await a.button(words.changeMember(c.name)).waitFor({ state: 'detached' });
});

test('a message is pinned, found among the pins, and jumped to', async () => {
  const [[a, anasRest], [b, bensRest]] = await people('Ana', 'Ben');
  const words = a.words.chat;
  const chat = await anasRest.group('Boat house', bensRest);
  await anasRest.send(chat.id, 'The key hangs by the door');
  for (let turn = 2; turn <= MANY; turn++) await bensRest.send(chat.id, `Of other things ${turn}`);
  for (const person of [a, b]) {
    await person.openChat('Boat house');
    await person.jumpToLast();
  }

  await b.button(words.pinnedMessages).click();
  const [anasPins, bensPins] = [panel(a, words.pinnedMessages), panel(b, words.pinnedMessages)];
  await bensPins.getByText(words.noPins).waitFor();
  await b.button(words.close).click();
  await a.jumpToFirst();
  await a.choose('The key hangs by the door', words.pin);
  await a.message('The key hangs by the door').getByText(words.pinned, { exact: true }).waitFor();

  // Ben is at the end, and comes to it from the panel.
  await b.button(words.pinnedMessages).click();
  const pin = bensPins.getByRole('link', { name: 'The key hangs by the door' });
  await pin.waitFor();
  expect(await b.numbersInView()).not.toContain(1);
  await pin.click();
  await b.untilInView(1);
  await b.message('The key hangs by the door').getByText(words.pinned, { exact: true }).waitFor();
  expect(await bensPins.getByRole('button', { name: words.unpin }).count()).toBe(0);

  // Ana takes it down from hers.
  await a.button(words.pinnedMessages).click();
  await anasPins.getByRole('button', { name: words.unpin }).click();
  for (const [person, pins] of [[a, anasPins], [b, bensPins]] as const) {
    await pins.getByText(words.noPins).waitFor();
    await person.message('The key hangs by the door').getByText(words.pinned, { exact: true }).waitFor({ state: 'detached' });
  }
});

test('a muted chat is quiet on all devices, until it is unmuted', async () => {
  const [[a, anasRest], [b, bensRest]] = await people('Ana', 'Ben');
  const words = a.words.chat;
  await anasRest.group('Choir', bensRest);
  const other = await home.person(a.identity);
  await other.signIn();
  const devices = [a, other];
  const muted = (person: Person) => person.chat('Choir').getByText(words.muted, { exact: true });
  const unread = (person: Person, many: number) => person.chat('Choir').getByText(`${many} ${words.unread}`);
  await b.openChat('Choir');

  await b.write('What is said loudly');
  for (const device of devices) {
    await unread(device, 1).waitFor();
    await untilCounted(device, 1);
  }

  // Muted on one, it is on both: it shows what is unread without counting it.
  await a.openChat('Choir');
  await a.message('What is said loudly').waitFor();
  for (const device of devices) await untilCounted(device, 0);
  await chooseInChatMenu(a, words.muteHours(8));
  await a.page.getByRole('status').getByText(words.mutedUntil('').replace('.', '')).waitFor();
  await a.heading('Choir').getByText(words.muted, { exact: true }).waitFor();
  await goToStart(a);
  for (const device of devices) await muted(device).waitFor();
  await b.write('What is said quietly');
  for (const device of devices) {
    await unread(device, 1).waitFor();
    await untilCounted(device, 0);
  }
  expect(await muted(b).count()).toBe(0);
  await a.page.reload();
  await unread(a, 1).waitFor();
  await muted(a).waitFor();
  await untilCounted(a, 0);

  // Unmuted on the other.
  await other.openChat('Choir');
  for (const device of devices) await unread(device, 1).waitFor({ state: 'detached' });
  await chooseInChatMenu(other, new RegExp(`^${words.unmute}`));
  await other.page.getByRole('status').getByText(words.unmutedNow).waitFor();
  await goToStart(other);
  for (const device of devices) await muted(device).waitFor({ state: 'detached' });
  await b.write('What is said loudly again');
  for (const device of devices) await untilCounted(device, 1);
});

test('who is removed while looking at a group is told, and hears nothing more of it', async () => {
  const [[a, anasRest], [c, cleosRest]] = await people('Ana', 'Cleo');
  const ben = somebody('Ben');
  const bensRest = await home.register(ben);
  const b = await home.person(ben);
  const heard = overhear(b);
  const words = a.words.chat;
  const chat = await anasRest.group('Surprise', bensRest, cleosRest);
  await anasRest.send(chat.id, 'Before it');
  await b.signIn();
  for (const person of [a, b, c]) {
    await person.openChat('Surprise');
    await person.message('Before it').waitFor();
    await showMembers(person, 3);
  }

  await changeMember(a, b.name, words.removeFromGroup);
  await b.page.getByRole('status').getByText(words.noLongerIn('Surprise')).waitFor();
  await b.heading(words.welcome(b.name)).waitFor();
  await b.chat('Surprise').waitFor({ state: 'detached' });
  for (const person of [a, c]) {
    await panel(person, words.members(2)).waitFor();
    await member(person, b.name).waitFor({ state: 'detached' });
  }

  // What is written now doesn't come to Ben. What comes to him later shows that it would have come.
  await a.write('After it');
  await c.message('After it').waitFor();
  await anasRest.direct(bensRest);
  await b.chat(a.name).waitFor();
  expect(heard.some((frame) => frame.includes('Hello!'))).toBe(true);
  expect(heard.filter((frame) => frame.includes('After it'))).toEqual([]);
  expect(await b.page.locator('body').innerText()).not.toMatch(/Before it|After it/);
  b.watch.expect(/status of 404/);
  await b.open(`/chats/${chat.id}`);
  await b.page.getByText(b.words.problems.codes['chat.no_such_chat']).waitFor();
  await b.page.getByRole('main').getByRole('button', { name: words.backToChats }).last().click();
  await b.heading(words.welcome(b.name)).waitFor();

  // He is added again, and comes in.
  await a.button(words.addPeople).click();
  await pick(a, b.name);
  await a.button(words.addCount(1)).click();
  await b.openChat('Surprise');
  await b.message('After it').waitFor();
  await member(c, b.name).waitFor();
});

test('who leaves is gone from the group, and can be added again', async () => {
  const [[a, anasRest], [b, bensRest], [c, cleosRest]] = await people('Ana', 'Ben', 'Cleo');
  const words = a.words.chat;
  const chat = await anasRest.group('Allotment', bensRest, cleosRest);
  for (const person of [a, b, c]) {
    await person.openChat('Allotment');
    await showMembers(person, 3);
  }

  await panel(b, words.members(3)).getByRole('button', { name: words.leaveGroup }).click();
  await b.dialog.getByText(words.leaveMeans).waitFor();
  await b.dialog.getByRole('button', { name: words.leaveGroup }).click();
  await b.heading(words.welcome(b.name)).waitFor();
  await b.page.getByText(words.quietHere).waitFor();
  expect(await b.page.getByText(words.noLongerIn('Allotment')).count()).toBe(0);
  for (const person of [a, c]) {
    await panel(person, words.members(2)).waitFor();
    await member(person, b.name).waitFor({ state: 'detached' });
  }

  await a.button(words.addPeople).click();
  await pick(a, b.name);
  await a.button(words.addCount(1)).click();
  await b.openChat('Allotment');
  await b.write('Here again');
  for (const person of [a, c]) await person.message('Here again').waitFor();

  // The owner leaves by the menu: it belongs to another then. That she has read it would be refused afterwards.
  await a.until(async () => (await anasRest.ask<Schemas['Chat']>('GET', `/chats/${chat.id}`)).me?.unread === 0);
  await chooseInChatMenu(a, words.leaveGroup);
  await a.dialog.getByText(words.leaveAsOwner).waitFor();
  await a.dialog.getByRole('button', { name: words.leaveGroup }).click();
  await a.page.getByText(words.quietHere).waitFor();
  await panel(c, words.members(2)).waitFor();
  await member(c, c.name, words.roles.owner).or(member(c, b.name, words.roles.owner)).waitFor();
});

test('one stranger’s request is declined, and another’s accepted', async () => {
  const [[a], [d], [e]] = await people('Ana', 'Dora', 'Emil');
  const words = a.words.chat;
  for (const stranger of [d, e]) {
    await stranger.find(a.name);
    await stranger.write(`It is ${stranger.name}`);
    await stranger.untilAllSent();
    await a.chat(stranger.name).waitFor();
  }
  await a.heading(words.requests).waitFor();

  await a.openChat(d.name);
  await a.message(`It is ${d.name}`).waitFor();
  await a.page.getByText(words.wouldLikeToWrite(d.name)).waitFor();
  expect(await a.composer.count()).toBe(0);
  await a.button(words.decline).click();
  await a.heading(words.welcome(a.name)).waitFor();
  expect(await a.chat(d.name).count()).toBe(0);
  // Dora isn't told. What she said stands where she said it.
  await d.message(`It is ${d.name}`).waitFor();

  await a.openChat(e.name);
  await a.button(words.accept).click();
  await a.write('Good to hear from you');
  await e.message('Good to hear from you').waitFor();
  await e.write('And from you');
  await a.message('And from you').waitFor();
  await a.heading(words.requests).waitFor({ state: 'detached' });

  await a.page.reload();
  await a.message('And from you').waitFor();
  expect(await a.chat(d.name).count()).toBe(0);
});

test('words are found in a chat and everywhere, and lead to where they were said', async () => {
  const [[a, anasRest], [b, bensRest], [c]] = await people('Ana', 'Ben', 'Cleo');
  const words = a.words.chat;
  const [reading, rowing] = [await anasRest.group('Reading', bensRest), await bensRest.group('Rowing', anasRest)];
  await anasRest.send(reading.id, 'To the Lighthouse, then');
  for (let turn = 2; turn <= MANY; turn++) await anasRest.send(reading.id, `Of other books ${turn}`);
  await bensRest.send(rowing.id, 'Around the lighthouse and back');

  for (const person of [a, b]) {
    await person.openChat('Reading');
    await person.jumpToLast();
    await person.button(words.findInChat).click();
    await person.page.getByRole('searchbox', { name: words.findWords, exact: true }).fill('lighth');
    await person.page.getByRole('status').getByText(words.foundCount(1, false)).waitFor();
    expect(await person.numbersInView()).not.toContain(1);
    await person.results.filter({ hasText: 'To the Lighthouse, then' }).click();
    await person.untilInView(1);
  }

  for (const person of [a, b]) {
    await person.search('lighthouse');
    await person.page.getByRole('status').getByText(words.foundCount(2, false)).waitFor();
    await person.results.filter({ hasText: 'Around the lighthouse and back' }).filter({ hasText: 'Rowing' }).waitFor();
    await person.results.filter({ hasText: 'Reading' }).click();
    await person.heading('Reading').waitFor();
    await person.untilInView(1);
    await person.page.goBack();
    await person.results.filter({ hasText: 'Rowing' }).click();
    await person.message('Around the lighthouse and back').waitFor();
  }
  await c.search('lighthouse');
  await c.page.getByText(words.nothingFound).waitFor();
});
