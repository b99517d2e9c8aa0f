import { expect, test } from 'vitest';
import { media } from '../src/lib/catalogue/en/media';
import { spaces as said } from '../src/lib/catalogue/en/spaces';
import { house } from './house';
import { goTo, isFocused, isSeen, pick } from './keys';
import type { Person } from './people';
import { photo } from './photos';
import { PASSWORD } from './rest';
import { code, community, inSpace, make } from './spaces';

const home = house();
const ana = { username: 'ana', name: 'Ana Lindqvist' };
const ben = { username: 'ben', name: 'Ben Okafor' };
const nina = { username: 'nina', name: 'Nina Novák' };

test('a private space: whoever is invited by a link registers, sees what it is, comes in, and talks', async () => {
  const a = await home.person(ana);
  await a.register();
  await goToSpaces(a);
  await a.button(said.newSpace).first().click();
  await a.field(said.name).fill('Family');
  await a.field(said.rules).fill('Cake for everybody.');
  await a.button(said.makeSpace).click();
  await a.heading('Family').waitFor();
  await a.page.getByText(said.noChats).waitFor();

  await a.button(said.invite).click();
  await a.button(said.makeLink).click();
  const link = await a.field(said.linkInto('Family')).inputValue();

  // Ben has no account yet. He comes back to where he was going.
  const b = await home.person(ben);
  const { pathname, search } = new URL(link);
  await b.open(pathname + search);
  await b.page.getByText(b.words.page.signInToBeIn).waitFor();
  await b.page.getByRole('link', { name: b.words.accounts.createAccount }).click();
  await b.field(b.words.accounts.name).fill(ben.name);
  await b.field(b.words.accounts.username).fill(ben.username);
  await b.field(b.words.accounts.email).fill('ben@example.org');
  await b.field(b.words.accounts.password).fill(PASSWORD);
  await b.button(b.words.accounts.createAction).click();
  await b.page.getByText(said.invitedYou(ana.name)).waitFor();
  await b.button(said.accept).click();
  await b.page.getByText(said.acceptRulesMissing).waitFor();
  await b.page.getByRole('checkbox', { name: said.acceptRules }).check();
  await b.button(said.accept).click();
  await b.page.getByText(said.joined('Family')).waitFor();
  await b.heading('Family').waitFor();

  // Ana sees him come, opens a chat, and he joins it.
  await tab(a, said.membersTab).click();
  await a.page.getByRole('list', { name: said.membersTab }).getByText(ben.name).waitFor();
  await tab(a, a.words.page.chats).click();
  await a.button(said.newChat).click();
  await a.field(said.chatName).fill('Cake');
  await a.button(said.openChat).click();
  await a.write('Apple or plum?');
  await a.untilAllSent();
  await b.page.reload();
  await b.button(said.joinChatName('Cake')).click();
  await b.message('Apple or plum?').waitFor();
  await b.write('Both.');
  await a.message('Both.').waitFor();

  // Into a chat by invitation, members of the space are taken, and nobody else.
  await home.register({ username: 'olaf', name: 'Olaf Berg' });
  await a.page.getByRole('link', { name: a.words.chat.inSpace('Family') }).click();
  await a.button(said.newChat).click();
  await a.field(said.chatName).fill('A surprise');
  await a.page.getByRole('radio', { name: said.chatInvited }).check();
  await a.button(said.openChat).click();
  await a.composer.waitFor();
  await a.button(a.words.chat.showMembers).click();
  await a.button(a.words.chat.addPeople).click();
  await a.dialog.getByRole('button', { name: ben.name }).waitFor();
  await a.dialog.getByRole('searchbox').fill('o');
  await a.dialog.getByRole('button', { name: ben.name }).click();
  expect(await a.dialog.getByRole('button', { name: 'Olaf' }).count()).toBe(0);
  await a.button(a.words.chat.addCount(1)).click();
  await b.chat('A surprise').waitFor();

  // The link is used up now, and the space isn’t there for anybody else.
  const n = await home.person(nina);
  await n.register();
  n.watch.expect(/status of 404/);
  await n.open(pathname + search);
  await n.heading(said.invitationOver).waitFor();
  await n.open(await pathOfSpace('Family'));
  await n.page.getByText(n.words.problems.codes['spaces.no_such_space']).waitFor();
  await n.open('/discover');
  await n.page.getByText(said.noCommunities).waitFor();
});

test('a community: a stranger finds it by topic and city, asks to join, is let in, and talks in its chat', async () => {
  const a = await home.person(ana);
  await a.signIn();
  await goToSpaces(a);
  await a.page.getByRole('link', { name: said.discover }).first().click();
  await a.button(said.newCommunity).click();
  await a.page.getByRole('radio', { name: said.communityKind }).check();
  await a.field(said.name).fill('Calm corner');
  await a.page.getByRole('combobox', { name: said.topic }).selectOption('anxiety');
  await a.page.getByLabel(said.country).fill('österreich');
  await a.page.getByLabel(said.city).fill('Wien');
  await a.page.getByRole('radio', { name: said.approvalChoice }).check();
  await a.field(said.rules).fill('Be kind.');
  await a.button(said.makeSpace).click();
  await a.heading('Calm corner').waitFor();
  await a.button(said.newChat).click();
  await a.field(said.chatName).fill('Evening round');
  await a.button(said.openChat).click();
  await a.write('Tea is on.');
  await a.untilAllSent();
  await community(await home.signIn(ben), 'Calm waters', 'anxiety', 'Austria', 'Linz', {});
  await community(await home.signIn(ben), 'Wiener Leserunde', 'books', 'Austria', 'Wien', {});

  // In whatever language a country was written, it is the same.
  const n = await home.person(nina);
  await n.signIn();
  await n.open('/discover');
  await cards(n, 3);
  await n.page.getByRole('link', { name: said.topics.anxiety, exact: true }).click();
  await cards(n, 2);
  await n.page.getByLabel(said.city).fill('wien');
  await n.page.keyboard.press('Enter');
  await cards(n, 1);
  expect(new URL(n.page.url()).search).toBe('?topic=anxiety&city=wien');
  await n.page.goBack();
  await cards(n, 2);
  await n.page.goForward();
  await cards(n, 1);
  await n.page.getByText('Wien, Austria').first().waitFor();
  await n.page.getByRole('link', { name: 'Calm corner' }).click();
  await n.page.getByRole('checkbox', { name: said.acceptRules }).check();
  await n.field(said.messageToAdmins).fill('I heard about your evenings.');
  await n.button(said.askToJoin).click();
  await n.heading(said.requestWaits).waitFor();

  await a.open(await pathOfSpace('Calm corner'));
  await tab(a, new RegExp(said.membersTab)).click();
  await a.page.getByRole('link', { name: said.memberParts.requests }).click();
  await a.page.getByText('I heard about your evenings.').waitFor();
  await a.button(said.letInName(nina.name)).click();
  await a.page.getByText(said.noRequests).waitFor();

  // Nina is told live, and is in.
  await n.page.getByText(n.words.page.letInto('Calm corner')).waitFor();
  await n.button(said.joinChatName('Evening round')).click();
  await n.message('Tea is on.').waitFor();
  await n.write('Coming.');
  await a.page.getByRole('link', { name: a.words.page.chats }).first().click();
  await a.openChat('Evening round');
  await a.message('Coming.').waitFor();

  // The way back leads from the chat to the space. Removed, she is out of both at once, and told so.
  await n.page.getByRole('link', { name: n.words.chat.inSpace('Calm corner') }).click();
  await n.heading('Calm corner').waitFor();
  // Her page may be asking for the chats of the space at that very moment.
  n.watch.expect(/status of 403 .*\/chats\?limit=/);
  await a.open(`${await pathOfSpace('Calm corner')}/members`);
  await a.button(said.changeMember(nina.name)).click();
  await a.menu.getByRole('menuitem', { name: said.remove }).click();
  await a.dialog.getByRole('button', { name: said.remove }).click();
  await n.page.getByText(n.words.page.noLongerInSpace('Calm corner')).waitFor();
  await n.page.getByText(said.noneYet).waitFor();
  await a.page.getByRole('list', { name: said.membersTab }).getByText(nina.name).waitFor({ state: 'detached' });
});

test('an invitation by name waits among the spaces; an owner hands over before leaving; deleting says what goes', async () => {
  const [bens, ninas] = [await home.signIn(ben), await home.signIn(nina)];
  const trip = await make(bens, { visibility: 'private', name: 'Bicycle trip' });
  const n = await home.person(nina);
  await n.signIn();
  await bens.ask('POST', `/spaces/${trip}/invitations`, { username: nina.username });
  await n.sections.getByText(n.words.page.invitedTo(1)).waitFor({ state: 'attached' });
  await goToSpaces(n);
  await n.page.getByRole('link', { name: 'Bicycle trip' }).click();
  await n.button(said.accept).click();
  await n.page.getByText(said.noChats).waitFor();
  await n.sections.getByText(n.words.page.invitedTo(1)).waitFor({ state: 'detached' });

  // Ben owns it, and can't simply go.
  const b = await home.person(ben);
  await b.signIn();
  await b.open(`/spaces/${trip}`);
  await leave(b);
  await b.dialog.getByText(said.ownerStays).waitFor();
  await b.button(said.chooseOwner).click();
  await b.button(said.changeMember(nina.name)).click();
  await b.menu.getByRole('menuitem', { name: said.handOverTo }).click();
  await b.dialog.getByRole('button', { name: said.handOver }).click();
  await b.page.getByText(said.handedOver(nina.name)).waitFor();
  // What his page asks about the space when he has left it would not be found.
  await b.untilAtRest();
  await leave(b);
  await b.dialog.getByRole('button', { name: said.leave }).click();
  await b.page.getByText(said.left('Bicycle trip')).waitFor();

  // Nina has it now, and deletes it: the name has to be typed.
  await tab(n, said.settings).click();
  await n.button(said.deleteAction).click();
  await n.dialog.getByText(said.deleteWarning(1, 0, 0)).waitFor();
  await n.field(said.typeName('Bicycle trip')).fill('Bicycle');
  await n.button(said.deleteForGood).click();
  await n.page.getByText(said.typeNameWrong).waitFor();
  await n.field(said.typeName('Bicycle trip')).fill('bicycle trip');
  await n.button(said.deleteForGood).click();
  await n.page.getByText(said.deleted('Bicycle trip')).waitFor();
  expect((await ninas.ask<{ items: unknown[] }>('GET', '/spaces')).items).toEqual([]);
});

test('who is banned is told until when and why, and can come back when it is over', async () => {
  const [bens, ninas] = [await home.signIn(ben), await home.signIn(nina)];
  const choir = await community(bens, 'Choir', 'music', '', '', {});
  await ninas.ask('POST', `/spaces/${choir}/join`, { accept_rules: true });
  const [b, n] = [await home.person(ben), await home.person(nina)];
  await b.signIn();
  await n.signIn();
  await n.open(`/spaces/${choir}`);
  await b.open(`/spaces/${choir}/members`);
  await b.button(said.changeMember(nina.name)).click();
  await b.menu.getByRole('menuitem', { name: said.banAction }).click();
  await b.page.getByRole('combobox', { name: said.banFor }).selectOption('30');
  await b.field(said.reason).fill('Sang too loudly.');
  await b.dialog.getByRole('button', { name: said.banAction }).click();
  await n.page.getByText(n.words.page.noLongerInSpace('Choir')).waitFor();
  await n.open(`/spaces/${choir}`);
  await n.page.getByText(said.banReason('Sang too loudly.')).waitFor();

  await b.page.getByRole('link', { name: said.memberParts.bans }).click();
  await b.page.getByText('Sang too loudly.').waitFor();
  await b.button(said.unbanName(nina.name)).click();
  await b.page.getByText(said.noBans).waitFor();
  await n.page.reload();
  await n.button(said.join).click();
  await n.page.getByText(said.joined('Choir')).waitFor();
});

test('a community is found, joined and left by the keyboard alone', async () => {
  const bens = await home.signIn(ben);
  const bakers = await community(bens, 'Night bakers', 'food', 'France', 'Lyon', { rules: 'Share the crust.' });
  const n = await home.person(nina, { viewport: { width: 1280, height: 900 } });
  await n.signIn();
  const { keyboard } = n.page;
  await goTo(n, n.sections.getByRole('link', { name: n.words.page.spaces }));
  await keyboard.press('Enter');
  await isFocused(n.heading(said.welcome));
  await goTo(n, n.page.getByRole('navigation', { name: said.mySpaces }).getByRole('link', { name: said.discover }), 'Shift+Tab');
  await keyboard.press('Enter');
  await isFocused(n.page.getByRole('heading', { name: said.discover }));
  await goTo(n, n.page.getByRole('searchbox', { name: said.findWords }));
  await keyboard.type('bakers');
  await cards(n, 1);
  await isFocused(n.page.getByRole('searchbox', { name: said.findWords }));
  await goTo(n, n.page.getByRole('link', { name: 'Night bakers' }));
  await keyboard.press('Enter');
  await isFocused(n.heading('Night bakers'));
  await goTo(n, n.button(said.join));
  await keyboard.press('Enter');
  // What is missing takes the keyboard.
  await isFocused(n.page.getByRole('checkbox', { name: said.acceptRules }));
  await isSeen(n);
  await keyboard.press('Space');
  await keyboard.press('Enter');
  await n.page.getByText(said.noChats).waitFor();
  await goTo(n, n.button(said.moreAbout));
  await keyboard.press('Enter');
  await n.menu.waitFor();
  await pick(n, said.leave);
  await goTo(n, n.dialog.getByRole('button', { name: said.leave }));
  await keyboard.press('Enter');
  await n.page.getByText(said.left('Night bakers')).waitFor();
  expect((await bens.ask<{ items: unknown[] }>('GET', `/spaces/${bakers}/members`)).items.length).toBe(1);
});

test('who comes in under another name is that alone to the others, and themselves on their own page', async () => {
  const [bo, nora] = [{ username: 'bo', name: 'Bo Engel' }, { username: 'nora', name: 'Nora Holm' }];
  const [bos, noras] = [await home.register(bo), await home.register(nora)];
  const room = await community(bos, 'Quiet room', 'grief', '', '', {});
  const chat = await inSpace(bos, room, 'Listening', { joining: 'open' });
  await bos.send(chat, 'Whoever wants to say something may.');
  const [b, n] = [await home.person(bo), await home.person(nora)];
  await b.signIn();
  await n.signIn();
  await n.open(`/spaces/${room}`);
  await n.page.getByRole('checkbox', { name: said.beKnown }).check();
  await n.button(said.join).click();
  await n.page.getByText(said.knownNameMissing).waitFor();
  await n.field(said.knownName).fill('Silent Moth');
  await n.button(said.join).click();
  await n.page.getByText(said.hereAs('Silent Moth')).waitFor();
  await n.button(said.joinChatName('Listening')).click();
  await n.write('I would like to.');
  await n.untilAllSent();

  // To Bo she is the moth, who has no page; and by that name he mentions her.
  await b.open(`/spaces/${room}/members`);
  await b.page.getByRole('list', { name: said.membersTab }).getByText('Silent Moth').waitFor();
  expect(await b.page.getByRole('link', { name: 'Silent Moth' }).count()).toBe(0);
  await b.open(`/chats/${chat}`);
  await b.message('I would like to.').waitFor();
  await b.composer.pressSequentially('Then go on, @sil');
  await b.page.getByRole('option').getByText('Silent Moth').click();
  await b.button(b.words.chat.send).click();
  await b.untilAllSent();
  await b.button(b.words.chat.showMembers).click();
  await b.page.getByRole('complementary').getByText('Silent Moth').waitFor();
  expect(await b.page.getByRole('main').innerText()).not.toMatch(/nora/i);

  // Her own words are hers: she can change them. She is told that she was named.
  await n.message('Then go on').getByText('@Silent-Moth').and(n.page.locator('.me, [class*=me]')).waitFor();
  await n.edit('I would like to.', 'I would like to, today.');
  await b.message('I would like to, today.').waitFor();
  await n.react('Then go on', '❤️');
  await b.reaction('Then go on', '❤️').waitFor();

  // Another name, for good the same person: also when she comes back.
  await n.open(`/spaces/${room}`);
  await n.button(said.changeKnown).click();
  await n.field(said.knownName).fill('Bright Moth');
  await n.dialog.getByRole('button', { name: said.save }).click();
  await n.page.getByText(said.hereAs('Bright Moth')).waitFor();
  await b.page.getByRole('complementary').getByText('Bright Moth').waitFor();
  // Her page may be asking for the chats of the space at that very moment.
  n.watch.expect(/status of 403 .*\/chats\?limit=/);
  await leave(n);
  await n.dialog.getByRole('button', { name: said.leave }).click();
  await n.page.getByText(said.left('Quiet room')).waitFor();
  await n.open(`/spaces/${room}`);
  await n.page.getByText(said.knownAsBefore('Bright Moth')).waitFor();
  await n.button(said.join).click();
  await n.page.getByText(said.hereAs('Bright Moth')).waitFor();
  expect((await noras.history(chat).catch(() => [])).length).toBe(0);
});

test('a space gets a picture and a cover, and its members see them at once', async () => {
  const [ida, jon] = [{ username: 'ida', name: 'Ida Blom' }, { username: 'jon', name: 'Jon Blom' }];
  const [idas, jons] = [await home.register(ida), await home.register(jon)];
  const garden = await make(idas, { visibility: 'private', name: 'Our garden' });
  await jons.ask('POST', `/space-codes/${await code(idas, garden)}`, { accept_rules: true });
  const [i, j] = [await home.person(ida), await home.person(jon)];
  await i.signIn();
  await j.signIn();
  await j.open(`/spaces/${garden}`);
  await j.heading('Our garden').waitFor();
  await i.open(`/spaces/${garden}/settings`);
  for (const [part, photograph] of [[said.picture, photo('Bench', 600, 600, 0.2)], [said.cover, photo('Beds', 1500, 500, 0.8)]] as const) {
    await i.chooses(i.page.getByRole('region', { name: part }), photograph);
    await i.dialog.getByRole('application').and(i.page.locator('[aria-busy=false]')).waitFor();
    await i.dialog.getByRole('button', { name: media.use }).click();
    await i.page.getByText(said.pictureSaved).last().waitFor();
  }
  await j.untilSharp(j.page.getByRole('main'));
  await j.page.getByRole('navigation', { name: said.mySpaces }).getByRole('link', { name: 'Our garden' }).locator('img').waitFor();
  await i.page.getByRole('region', { name: said.cover }).getByRole('button', { name: media.removePicture }).click();
  await i.page.getByText(said.pictureRemoved).waitFor();
  await j.page.getByRole('main').locator('img.sharp').waitFor({ state: 'detached' });
});

test('what was typed outlives an answer that didn’t come', async () => {
  const a = await home.person(ana);
  await a.signIn();
  await a.open('/spaces/new');
  await a.field(said.name).fill('Garden');
  await a.field(said.description).fill('Beans, mostly.');
  await a.refuse('/spaces', 503, 'server.unavailable');
  await a.button(said.makeSpace).click();
  await a.page.getByText(a.words.problems.codes['server.unavailable']).waitFor();
  expect(await a.field(said.description).inputValue()).toBe('Beans, mostly.');
  await a.page.unroute('**/api/v1/spaces');
  await a.button(said.makeSpace).click();
  await a.heading('Garden').waitFor();
  expect(await code(await home.signIn(ana), new URL(a.page.url()).pathname.split('/')[2]!)).toBeTruthy();
});

async function goToSpaces(person: Person): Promise<void> {
  await person.sections.getByRole('link', { name: person.words.page.spaces }).click();
  await person.page.getByRole('navigation', { name: said.mySpaces }).waitFor();
}

function tab(person: Person, name: string | RegExp) {
  return person.page.getByRole('navigation', { name: new RegExp(`^${said.inSpace('')}`) }).getByRole('link', { name });
}

async function cards(person: Person, count: number): Promise<void> {
  await person.page.getByText(said.found(count, false), { exact: true }).waitFor();
  await expect.poll(() => person.page.getByRole('list', { name: said.communities }).getByRole('article').count()).toBe(count);
}

async function leave(person: Person): Promise<void> {
  await person.button(said.moreAbout).click();
  await person.menu.getByRole('menuitem', { name: said.leave }).click();
}

async function pathOfSpace(name: string): Promise<string> {
  const { items } = await (await home.signIn(ana)).ask<{ items: { id: string; name: string }[] }>('GET', '/spaces');
  return `/spaces/${items.find((space) => space.name === name)!.id}`;
}
