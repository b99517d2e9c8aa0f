import { expect, test } from 'vitest';
import { house } from './house';
import { PASSWORD } from './rest';

const home = house();
const ana = { username: 'ana', name: 'Ana Lindqvist' };
const ben = { username: 'ben', name: 'Ben Okafor' };
const eve = { username: 'eve', name: 'Eve Sturm' };

test('two people meet on an empty server and talk, with and without a network; a third sees nothing', async () => {
  const a = await home.person(ana);
  const b = await home.person(ben);
  const words = a.words.chat;

  // Register: the first by the link that the server printed, the second without one.
  await a.register(await home.hearth.setUpLink());
  await b.register();

  // Find, and begin. To Ben it is a stranger's request.
  await a.find(ben.name);
  await a.write('Hello Ben!');
  await b.openChat(ana.name);
  await b.message('Hello Ben!').waitFor();
  await b.button(words.accept).click();
  await b.write('Hello Ana!');
  await a.message('Hello Ana!').waitFor();

  // React.
  await a.react('Hello Ana!', '🎉');
  await b.reaction('Hello Ana!', '🎉').waitFor();

  // Edit.
  await b.edit('Hello Ana!', 'Hello dear Ana!');
  await a.message('Hello dear Ana!').getByText(words.edited, { exact: true }).waitFor();

  // Reply.
  await a.choose('Hello dear Ana!', words.reply);
  await a.write('How was the journey?');
  await b.message('How was the journey?').getByRole('button', { name: 'Hello dear Ana!' }).waitFor();

  // Delete: once taken back, once for good.
  await b.write('A slip of the pen');
  await a.message('A slip of the pen').waitFor();
  await b.untilAllSent();
  await b.choose('A slip of the pen', words.delete);
  await b.message(words.messageDeleted).waitFor();
  await b.button(words.undo).click();
  await b.message('A slip of the pen').waitFor();
  await b.choose('A slip of the pen', words.delete);
  await a.message(words.messageDeleted).waitFor();
  expect(await a.message('A slip of the pen').count()).toBe(0);

  // Ben's network is cut. He writes on, and so does Ana.
  await b.goOffline();
  for (const text of ['One from the tunnel', 'Two from the tunnel', 'Three from the tunnel']) await b.write(text);
  await b.message('Three from the tunnel').getByText(words.waitingForConnection, { exact: true }).waitFor();
  await a.write('Meanwhile, at home');
  await a.untilAllSent();
  await b.comeBack();
  await b.message('Meanwhile, at home').waitFor();
  await b.untilAllSent();
  await a.message('Three from the tunnel').waitFor();

  // Both see the same, each message once, as the server has it.
  const all = ['Hello Ben!', 'Hello dear Ana!', 'How was the journey?', words.messageDeleted, 'Meanwhile, at home', 'One from the tunnel', 'Two from the tunnel', 'Three from the tunnel'];
  expect(await a.readAll()).toEqual(all);
  expect(await b.readAll()).toEqual(all);
  const chat = new URL(a.page.url()).pathname.split('/')[2]!;
  const kept = await (await home.signIn(ana)).history(chat);
  expect(kept.map((message) => (message.deleted ? words.messageDeleted : message.text))).toEqual(all);

  // A third sees nothing of it: no chat, nothing found, nothing at the address.
  const e = await home.person(eve);
  await e.register();
  await e.page.getByText(words.quietHere).waitFor();
  await e.search('tunnel');
  await e.page.getByText(words.nothingFound).waitFor();
  e.watch.expect(/status of 404/);
  await e.open(`/chats/${chat}`);
  await e.button(words.backToChats).waitFor();
  await e.open(`/chats/${chat}/messages/1`);
  await e.button(words.backToChats).waitFor();
  expect(await e.page.locator('body').innerText()).not.toMatch(/tunnel|Hello|Okafor/);
});

test('who opened a link before signing in is there afterwards', async () => {
  const [anasRest, bensRest] = [await home.signIn(ana), await home.register({ username: 'bea', name: 'Bea Engel' })];
  const chat = await bensRest.direct(anasRest);
  const a = await home.person(ana);
  await a.open(`/chats/${chat.id}`);
  await a.field(a.words.accounts.login).fill(ana.username);
  await a.field(a.words.accounts.password).fill(PASSWORD);
  await a.button(a.words.accounts.signIn).click();
  await a.message('Hello!').waitFor();
  await a.openChat(ben.name);
  await a.page.goBack();
  await a.message('Hello!').waitFor();
  await a.page.goForward();
  await a.message('Hello Ben!').waitFor();
});

test('who signs out while a message is unsent is asked first, and loses nothing by staying', async () => {
  const [anasRest, bensRest] = [await home.signIn(ana), await home.register({ username: 'bo', name: 'Bo Engel' })];
  const chat = await bensRest.direct(anasRest);
  const a = await home.person(ana);
  const words = a.words.accounts;
  await a.signIn();
  await a.openChat('Bo Engel');
  await a.untilShellKept();
  await a.goOffline();
  await a.write('From the tunnel');
  await a.message('From the tunnel').getByText(a.words.chat.waitingForConnection, { exact: true }).waitFor();
  await a.sections.getByRole('link', { name: a.words.page.settings }).click();
  await a.button(words.signOut).click();
  await a.dialog.getByRole('heading', { name: words.unsentTitle(1) }).waitFor();
  await a.button(words.staySignedIn).click();

  await a.comeBack();
  await a.until(async () => (await anasRest.history(chat.id)).at(-1)?.text === 'From the tunnel');
  // What is still asked for when the session ends would be refused.
  await a.untilAtRest();
  await a.button(words.signOut).click();
  await a.button(words.signIn).waitFor();
});
