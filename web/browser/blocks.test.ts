import { expect, test } from 'vitest';
import type { Schemas } from '../src/lib/api';
import { en } from '../src/lib/catalogue/en';
import { safety as said } from '../src/lib/catalogue/en/safety';
import { house } from './house';
import type { Person } from './people';

const home = house();
const words = en.page;

async function arrives(identity: { username: string; name: string }): Promise<Person> {
  const person = await home.person(identity);
  await person.signIn();
  return person;
}

/** Asks for somebody to be blocked, from the menu of what is open, and means it. */
async function blocks(p: Person, name: string): Promise<void> {
  await p.menu.getByRole('menuitem', { name: words.block, exact: true }).click();
  await p.dialog.getByText(said.blockQuiet).waitFor();
  await p.dialog.getByRole('button', { name: said.blockAction, exact: true }).click();
  await p.page.getByText(said.blockedNow(name)).waitFor();
}

test('a block holds in the direct chat and in groups, tells the other nothing, and can be taken back', async () => {
  const [ana, ben, cleo] = [{ username: 'ana', name: 'Ana' }, { username: 'ben', name: 'Ben' }, { username: 'cleo', name: 'Cleo' }];
  const [anas, bens, cleos] = [await home.register(ana), await home.register(ben), await home.register(cleo)];
  await anas.direct(bens);
  await cleos.group('Garden crew', anas, bens);
  const [a, b] = [await arrives(ana), await arrives(ben)];
  await b.openChat('Ana');
  await a.openChat('Ben');
  await a.button(a.words.chat.chatMenu).click();
  await blocks(a, 'Ben');
  await a.chat('Ben').waitFor({ state: 'detached' });
  await a.composer.waitFor({ state: 'detached' });

  // Ben writes on as ever, in both.
  await b.write('Are you there?');
  await b.untilAllSent();
  await b.openChat('Garden crew');
  await b.write('Who took the rake?');
  await b.untilAllSent();
  expect(await b.page.getByText(/block/i).count()).toBe(0);

  // Of the direct chat nothing arrives; in the group it stands folded, until one wants to see it.
  await a.openChat('Garden crew');
  await a.feed.getByText(words.fromBlocked).waitFor();
  expect(await a.page.getByText('Who took the rake?').count()).toBe(0);
  expect(await a.page.getByText('Are you there?').count()).toBe(0);
  await a.feed.getByRole('button', { name: words.show, exact: true }).click();
  await a.message('Who took the rake?').waitFor();
  await a.page.reload();
  await a.feed.getByText(words.fromBlocked).waitFor();
  expect(await a.page.getByText('Who took the rake?').count()).toBe(0);

  // Neither finds the other among the people here.
  for (const [one, other] of [[a, 'Ben'], [b, 'Ana']] as const) {
    await one.open('/');
    await one.page.getByRole('searchbox', { name: one.words.chat.findPeopleAndChats }).fill(other);
    await one.page.getByText(one.words.page.nobodyFound).waitFor();
  }

  // It is taken back in the settings; what was written meanwhile is there.
  await a.open('/settings/blocked');
  await a.button(`${words.unblock}: Ben`).click();
  await a.page.getByText(said.nobodyBlocked).waitFor();
  await a.open('/');
  await a.openChat('Ben');
  await a.message('Are you there?').waitFor();
  await a.write('Here I am');
  await b.open('/');
  await b.openChat('Ana');
  await b.message('Here I am').waitFor();
});

test('who is muted is folded, isn’t told of, and can write on', async () => {
  const [dora, eve, finn] = [{ username: 'dora', name: 'Dora' }, { username: 'eve', name: 'Eve' }, { username: 'finn', name: 'Finn' }];
  const [doras, eves, finns] = [await home.register(dora), await home.register(eve), await home.register(finn)];
  const group = await doras.group('Choir', eves, finns);
  await eves.send(group.id, 'La la la');
  const d = await arrives(dora);
  await d.openChat('Choir');
  await d.openMenu('La la la');
  await d.menu.getByRole('menuitem', { name: words.mutePerson, exact: true }).click();
  await d.page.getByText(words.mutedNow('Eve')).waitFor();
  await d.feed.getByText(words.fromMuted).waitFor();

  // Of two who name her while she is elsewhere, she is told of one.
  await d.open('/settings');
  await eves.send(group.id, 'And la, @dora');
  await finns.send(group.id, 'Ready, @dora?');
  const tellers = async () => (await doras.ask<{ items: Schemas['Notification'][] }>('GET', '/notifications')).items.filter(({ kind }) => kind === 'mention').flatMap(({ actors }) => actors.map(({ name }) => name));
  await expect.poll(tellers).toEqual(['Finn']);
  await d.open(`/chats/${group.id}`);
  await d.message('Ready, @dora?').waitFor();
  // Whom she has muted is known once the page is connected.
  await expect.poll(() => d.feed.getByText(words.fromMuted).count()).toBe(2);
  expect(await d.page.getByText('And la').count()).toBe(0);
  await d.open('/settings/blocked');
  await d.button(`${words.unmutePerson}: Eve`).click();
  await d.page.getByText(said.nobodyMuted).waitFor();
  await d.open('/');
  await d.openChat('Choir');
  await d.message('And la').waitFor();
});
