import { expect, test } from 'vitest';
import type { Schemas } from '../src/lib/api';
import { en } from '../src/lib/catalogue/en';
import { notifications as said } from '../src/lib/catalogue/en/notifications';
import { pushes } from '../src/lib/catalogue/en/pushes';
import { spaces } from '../src/lib/catalogue/en/spaces';
import { house } from './house';
import { goTo, isFocused } from './keys';
import { sizes } from './looks';
import { mailOf } from './mails';
import type { Person } from './people';
import type { Rest } from './rest';

// What is still unread is mailed after a second, so that a test needn't wait as a person would.
const home = house({ NOTIFICATIONS__MAIL_AFTER_SECONDS: '1' });
const words = en.page;

/** How much is new, as the bell says. */
const bell = (p: Person) => p.sections.getByRole('link', { name: new RegExp(`^${words.notifications}`) });
const untilNew = (p: Person, count: number) => p.until(async () => (await bell(p).innerText()) === (count === 0 ? words.notifications : `${count}\n${words.notifications}\n${words.newCount(count)}`));
const titleOf = (p: Person) => p.page.title();
const panel = (p: Person) => p.page.getByRole('complementary', { name: said.title });
const toast = (p: Person) => p.page.getByRole('status').filter({ has: p.page.getByRole('button', { name: said.show, exact: true }) });

/** Two people, and a group with both. */
async function two(one: string, other: string): Promise<{ rest: Rest; otherRest: Rest; identity: { username: string; name: string }; group: Schemas['Chat'] }> {
  const identities = [one, other].map((name) => ({ username: name.toLowerCase(), name }));
  const [rest, otherRest] = [await home.register(identities[0]!), await home.register(identities[1]!)];
  const group = await otherRest.group('Garden crew', rest);
  return { rest, otherRest, identity: identities[0]!, group };
}

async function arrive(identity: { username: string; name: string }, options: object = {}): Promise<Person> {
  const person = await home.person(identity, options);
  await person.signIn();
  return person;
}

test('two devices count alike: what is seen on one is seen on the other, and what is read is read', async () => {
  const { otherRest, identity, group } = await two('Ana', 'Ben');
  const desk = await arrive(identity);
  const phone = await arrive(identity, sizes.phone);
  await desk.open('/settings');
  await phone.open('/settings');
  await otherRest.send(group.id, 'Who has the key, @ana?');
  for (const one of [desk, phone]) await untilNew(one, 2);

  // On the phone they are a page. To have come by is to have seen them, everywhere.
  await bell(phone).click();
  await phone.heading(said.title).waitFor();
  const mention = (p: Person) => p.page.getByRole('link', { name: new RegExp(said.said.mention({ names: 'Ben', several: false, title: '', count: 1 })) });
  await mention(phone).waitFor();
  for (const one of [desk, phone]) await untilNew(one, 0);
  expect(await titleOf(desk)).toMatch(/^\(2\) /);

  // It leads to its place, and is read there, as the chat is.
  await mention(phone).click();
  await phone.message('Who has the key').waitFor();
  await desk.until(async () => !(await titleOf(desk)).startsWith('('));
  await bell(desk).click();
  await panel(desk).getByRole('link', { name: /Ben/ }).waitFor();
  await desk.button(said.onlyUnread).click();
  await panel(desk).getByText(said.noneUnread).waitFor();
});

test('what one looks at isn’t told; what happens elsewhere is, once, and leads there', async () => {
  const { otherRest, identity, group } = await two('Cleo', 'Dora');
  const c = await arrive(identity);
  await c.open(`/chats/${group.id}`);
  await c.composer.waitFor();
  await otherRest.send(group.id, 'Look up, @cleo!');
  await c.message('Look up').waitFor();
  await c.until(async () => (await titleOf(c)).startsWith('Garden'));
  await untilNew(c, 0);

  await c.sections.getByRole('link', { name: words.spaces }).click();
  await c.page.getByText(spaces.noneYet).waitFor();
  // Her page has told the server that she is elsewhere: an answer to what it asks then shows that this has arrived.
  await c.page.evaluate(() => fetch('/api/v1/registration').then(() => undefined));
  await otherRest.send(group.id, 'And down, @cleo!');
  await toast(c).getByText(said.said.mention({ names: 'Dora', several: false, title: '', count: 1 })).waitFor();
  await c.button(said.show).click();
  await c.message('And down').waitFor();
  await untilNew(c, 0);
});

test('a space that is muted for 8 hours is silent, and heard again when it isn’t', async () => {
  const { rest, otherRest, identity } = await two('Eve', 'Finn');
  const space = await rest.ask<Schemas['Space']>('POST', '/spaces', { visibility: 'private', name: 'Home' });
  const { code } = await rest.ask<Schemas['SpaceInvitation']>('POST', `/spaces/${space.id}/invitations`, {});
  await otherRest.ask('POST', `/space-codes/${code}`, { accept_rules: true });
  const e = await arrive(identity);
  await e.open(`/spaces/${space.id}/about`);
  await e.button(said.levelOf('Home')).click();
  await e.menu.getByRole('menuitem', { name: said.muteHours(8) }).click();
  await e.page.getByText(/^Muted until/).waitFor();

  // What can't be heard is followed by what can: were it told, two would be counted.
  await otherRest.ask('POST', `/spaces/${space.id}/shares`, { text: 'Soup is ready' });
  const direct = await otherRest.ask<Schemas['Chat']>('POST', '/chats', { kind: 'direct', with: rest.id });
  await otherRest.send(direct.id, 'Did you hear?');
  await untilNew(e, 1);

  await e.page.reload();
  await e.button(said.levelOf('Home')).click();
  await e.menu.getByText(/^Muted until/).waitFor();
  await e.menu.getByRole('menuitemradio', { name: said.levels.all }).click();
  await e.page.getByText(said.heardNow).waitFor();
  await otherRest.ask('POST', `/spaces/${space.id}/shares`, { text: 'Soup is cold' });
  await untilNew(e, 2);
});

test('a chat that is muted for an hour counts nothing, and by level “mentions” only what names one', async () => {
  const { otherRest, identity, group } = await two('Gil', 'Hanna');
  const g = await arrive(identity);
  await g.open(`/chats/${group.id}`);
  await g.button(g.words.chat.chatMenu).click();
  await g.menu.getByRole('menuitem', { name: g.words.chat.muteHours(1) }).click();
  await g.page.getByText(/^Muted until/).waitFor();
  await g.button(g.words.chat.chatMenu).click();
  await g.menu.getByRole('menuitem', { name: /^Unmute/ }).click();
  await g.page.getByText(g.words.chat.unmutedNow).waitFor();
  await g.button(g.words.chat.chatMenu).click();
  await g.menu.getByRole('menuitem', { name: g.words.chat.onlyMentions }).click();
  await g.page.getByText(g.words.chat.mentionsNow).waitFor();

  await g.open('/settings');
  await otherRest.send(group.id, 'For all to hear');
  await otherRest.send(group.id, 'For @gil alone');
  await untilNew(g, 1);
});

test('in quiet hours nothing pops up and nothing is mailed; afterwards what is still unread is, and one click ends that', async () => {
  const { rest, otherRest, identity, group } = await two('Ida', 'Jon');
  const i = await arrive(identity, { timezoneId: 'Africa/Nairobi' });
  await verify(rest);
  await i.open('/settings/notifications');
  await i.page.getByLabel(said.emailModes.at_once).click();
  await i.page.getByLabel(said.quietOn).click();
  const now = Date.now();
  const hour = (by: number) => String((new Date(now + by * 3_600_000).getUTCHours() + 3) % 24).padStart(2, '0') + ':00';
  await i.page.getByLabel(said.quietFrom, { exact: true }).fill(hour(-1));
  await i.page.getByLabel(said.quietTo, { exact: true }).fill(hour(2));
  await i.page.getByLabel(said.quietTo, { exact: true }).blur();
  await i.until(async () => (await rest.ask<{ quiet?: { to: string } }>('GET', '/me/notifications')).quiet?.to === hour(2));

  await otherRest.send(group.id, 'Not now, @ida');
  await untilNew(i, 2);
  expect(await toast(i).count()).toBe(0);
  expect(mailsTo('ida')).toEqual([]);

  await i.page.getByLabel(said.quietOn).click();
  await i.until(async () => (await rest.ask<{ quiet?: object }>('GET', '/me/notifications')).quiet === undefined);
  await otherRest.send(group.id, 'Now then, @ida');
  await toast(i).waitFor();
  await i.until(async () => mailsTo('ida').length > 0);
  const mail = mailsTo('ida').at(-1)!;
  expect(mail.text).toContain('Garden crew');
  const link = /\S+\/unsubscribe\?code=\S+/.exec(mail.text)![0];

  // Without signing in; and opening the link alone does nothing.
  const stranger = await home.person({ username: 'nobody', name: 'Nobody' });
  const { pathname, search } = new URL(link);
  await stranger.open(pathname + search);
  await stranger.button(said.unsubscribe).click();
  await stranger.page.getByText(said.unsubscribed).waitFor();
  // Where the settings are open, they follow.
  await expect.poll(() => i.page.getByLabel(said.emailModes.off).isChecked()).toBe(true);
  expect((await rest.ask<{ email: string }>('GET', '/me/notifications')).email).toBe('off');
});

/** The mails about news that somebody got. */
function mailsTo(username: string) {
  return home.hearth.mails().map(mailOf).filter(({ to, text }) => to.includes(`${username}@example.org`) && text.includes('/unsubscribe?'));
}

/** Confirms an address by the link that was mailed to it. */
async function verify(rest: Rest): Promise<void> {
  const { email } = await rest.ask<Schemas['OwnAccount']>('GET', '/me');
  const codeOf = () => home.hearth.mails().map(mailOf).filter(({ to }) => to.includes(email)).map(({ text }) => /\/verify\?code=(\S+)/.exec(text)?.[1]).find(Boolean);
  await expect.poll(codeOf).toBeTruthy();
  await rest.ask('POST', `/email-verifications/${codeOf()}`);
}

test('by the keyboard alone: the bell, its list, one of them, and what one hears of', async () => {
  const { otherRest, identity, group } = await two('Kim', 'Lena');
  const k = await arrive(identity);
  const { keyboard } = k.page;
  await otherRest.send(group.id, 'Hello @kim');
  await untilNew(k, 2);
  await goTo(k, bell(k));
  await keyboard.press('Enter');
  await isFocused(panel(k).getByRole('heading', { name: said.title }));
  await keyboard.press('Escape');
  await panel(k).waitFor({ state: 'detached' });
  await isFocused(bell(k));
  await keyboard.press('Enter');
  await goTo(k, k.button(said.onlyUnread));
  await keyboard.press(' ');
  await goTo(k, panel(k).getByRole('link', { name: /Lena/ }));
  await keyboard.press('Enter');
  await k.message('Hello').waitFor();
  await panel(k).waitFor({ state: 'detached' });

  await k.open('/settings/notifications');
  await goTo(k, k.page.getByLabel(said.discreet));
  await keyboard.press(' ');
  await expect.poll(() => titleOf(k)).toBe(words.app);
  await goTo(k, k.page.getByRole('checkbox', { name: said.cell(said.kinds.reaction, said.ways.page) }));
  await keyboard.press(' ');
  await k.page.getByText(said.saved, { exact: true }).waitFor();
  await k.page.reload();
  await expect.poll(() => k.page.getByRole('checkbox', { name: said.cell(said.kinds.reaction, said.ways.page) }).isChecked()).toBe(false);
  expect(await titleOf(k)).toBe(words.app);
});

test('a choice that can’t be saved stays as it was made, and is saved when the network is back', async () => {
  const mia = { username: 'mia', name: 'Mia' };
  const rest = await home.register(mia);
  const m = await arrive(mia);
  await m.open('/settings/notifications');
  await m.page.getByLabel(said.emailModes.off).waitFor();
  await m.untilShellKept();
  await m.goOffline();
  await m.page.getByLabel(said.emailModes.daily).click();
  await m.page.getByText(said.notSaved).waitFor();
  await m.comeBack();
  await m.until(async () => (await rest.ask<{ email: string }>('GET', '/me/notifications')).email === 'daily');
  await m.page.getByText(said.notSaved).waitFor({ state: 'detached' });
  expect(await m.page.getByLabel(said.emailModes.daily).isChecked()).toBe(true);
});

test('a push says how much is new, and pressing it leads to the page that is open', async () => {
  const nico = { username: 'nico', name: 'Nico' };
  const n = await home.person(nico, { permissions: ['notifications'] });
  await n.register();
  await n.untilShellKept();
  const cdp = await n.page.context().newCDPSession(n.page);
  const known: { registrationId: string }[] = [];
  cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => void known.push(...registrations));
  await cdp.send('ServiceWorker.enable');
  await n.until(async () => known.length > 0);
  const pushed = (data: string) => cdp.send('ServiceWorker.deliverPushMessage', { origin: n.wire.address, registrationId: known[0]!.registrationId, data });
  const shown = () => n.page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body }) => `${title}: ${body}`));
  await pushed(JSON.stringify({ tag: 'news', count: 3 }));
  await expect.poll(shown).toEqual([`${pushes.title}: ${pushes.many.replace('#', '3')}`]);
  // What comes next takes its place; what can't be read is something new all the same.
  await pushed(JSON.stringify({ tag: 'news', count: 1 }));
  await expect.poll(shown).toEqual([`${pushes.title}: ${pushes.one}`]);

  const [worker] = n.page.context().serviceWorkers();
  await worker!.evaluate(async () => {
    const scope = self as unknown as { registration: ServiceWorkerRegistration };
    const [notification] = await scope.registration.getNotifications();
    const Pressed = (globalThis as unknown as { NotificationEvent: new (kind: string, about: object) => Event }).NotificationEvent;
    dispatchEvent(new Pressed('notificationclick', { notification }));
  });
  await n.heading(said.title).waitFor();
  await expect.poll(shown).toEqual([]);
});
