import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { admin } from '../src/lib/catalogue/en/admin';
import { moderation } from '../src/lib/catalogue/en/moderation';
import { signing } from '../src/lib/catalogue/en/signing';
import { house } from './house';
import type { Person } from './people';
import type { Identity, Rest } from './rest';
import { community } from './spaces';

const home = house({ LIMITS__ENABLED: 'false' });

let count = 0;
function somebody(name: string): Identity {
  count += 1;
  return { username: `${name.toLowerCase()}${count}`, name: `${name}${count} Berg` };
}

async function come(name: string, invitation?: string): Promise<[Person, Rest]> {
  const identity = somebody(name);
  const rest = await home.register(identity, invitation);
  const person = await home.person(identity);
  await person.signIn();
  return [person, rest];
}

/** The one who runs the server: there is one, and the first test that needs them lets them in. */
let boss: Promise<Rest> | undefined;
function operator(): Promise<Rest> {
  boss ??= home.hearth.setUpLink().then((link) => home.register({ username: 'boss', name: 'Berta Boss' }, new URL(link).searchParams.get('code')!));
  return boss;
}

/** Somebody with a role that the operator gives, in front of their browser. */
async function withRole(name: string, role: 'moderator' | 'admin'): Promise<[Person, Rest]> {
  const admin = await operator();
  const identity = somebody(name);
  const rest = await home.register(identity);
  await admin.ask('PATCH', `/accounts/${rest.id}`, { role });
  const person = await home.person(identity);
  await person.signIn();
  return [person, rest];
}

function item(person: Person, name: string): Locator {
  return person.menu.getByRole('menuitem', { name, exact: true });
}

/** The direct chat of two who know one another. */
async function friends([a, anasRest]: [Person, Rest], [b, bensRest]: [Person, Rest]): Promise<void> {
  await anasRest.direct(bensRest);
  await a.openChat(b.name);
  await b.openChat(a.name);
}

test('a mute folds somebody’s words, on every device, until it is taken back', async () => {
  const [[a, anasRest], [b, bensRest]] = await Promise.all([come('Ana'), come('Ben')]);
  const group = await anasRest.group('Long table', bensRest);
  await bensRest.send(group.id, 'Soup, soup, soup');
  const second = await home.person(a.identity);
  await second.signIn();
  await second.openChat('Long table');
  await second.message('Soup, soup, soup').waitFor();
  await a.openChat('Long table');
  await a.choose('Soup, soup, soup', a.words.page.mutePerson);
  await a.message(a.words.page.fromMuted).waitFor();
  await second.message(second.words.page.fromMuted).waitFor();
  expect(await second.page.getByText('Soup, soup, soup').count()).toBe(0);
  await anasRest.ask('DELETE', `/mutes/${bensRest.id}`);
  await second.message('Soup, soup, soup').waitFor();
  await b.openChat('Long table');
});

/** Reports a message, and says why. */
async function reports(person: Person, text: string, why: string, words = ''): Promise<void> {
  await person.choose(text, person.words.page.report);
  await person.dialog.getByRole('radio', { name: why }).check();
  if (words) await person.dialog.getByRole('textbox', { name: moderation.text }).fill(words);
  await person.dialog.getByRole('button', { name: moderation.send }).click();
  await person.dialog.getByText(moderation.thanksMeans).waitFor();
  await person.dialog.getByRole('button', { name: moderation.done }).click();
}

test('a report is decided, the decision appealed against, and taken back', async () => {
  const [[a, anasRest], [b, bensRest], [m], [n]] = [await come('Ana'), await come('Ben'), await withRole('Mona', 'moderator'), await withRole('Nils', 'moderator')];
  const group = await anasRest.group('Notice board', bensRest);
  await anasRest.send(group.id, 'What a day.');
  await bensRest.send(group.id, 'Buy my candles, all of you');
  await a.openChat('Notice board');
  await b.openChat('Notice board');
  await reports(a, 'Buy my candles', moderation.reasons.spam, 'Every day the same');

  // The moderator finds it, with what stood around it, and not who reported it.
  await m.open('/moderation');
  await m.page.getByRole('link', { name: /Buy my candles/ }).click();
  await m.page.getByText('What a day.').waitFor();
  await m.page.getByText('Every day the same').waitFor();
  await m.page.getByText(moderation.reporter(1)).waitFor();
  expect(await m.page.locator('main').innerText()).not.toContain(`@${a.identity.username}`);
  await m.button(moderation.claim).click();
  await m.button(moderation.release).waitFor();
  await m.page.getByRole('textbox', { name: moderation.note }).fill('The third time this week.');
  await m.button(moderation.addNote).click();
  await m.page.getByRole('list').getByText('The third time this week.').waitFor();

  // What they will read stands there before it is decided.
  await m.page.getByRole('radio', { name: moderation.actMeans.hide }).check();
  await m.page.getByRole('combobox', { name: moderation.reason }).selectOption('spam');
  await m.page.getByRole('textbox', { name: moderation.toThem }).fill('Please keep it to the market.');
  await m.page.getByText(moderation.aboutYou.hide(moderation.yourKinds.message)).waitFor();
  await m.button(moderation.acts.hide).click();
  await m.page.getByText(moderation.decisionBy(m.name)).waitFor();
  await a.message('Buy my candles').waitFor({ state: 'detached' });
  await a.message(a.words.chat.messageHidden).waitFor();

  // The one whom it is about reads it, and appeals; who reported sees that it was looked at.
  await b.open('/decisions');
  await b.page.getByText('Please keep it to the market.').waitFor();
  await b.button(moderation.appealAction).click();
  await b.page.getByRole('textbox', { name: moderation.appealText }).fill('It was a joke among friends.');
  await b.button(moderation.sendAppeal).click();
  await b.page.getByText(moderation.appealStates.open).waitFor();
  await a.open('/decisions');
  await a.page.getByText(moderation.lookedAt, { exact: true }).waitFor();

  // Another moderator answers; what was hidden comes back.
  await n.open('/moderation/appeals');
  const appeal = n.page.getByRole('listitem').filter({ hasText: 'It was a joke among friends.' });
  await appeal.getByRole('radio', { name: moderation.overturn }).check();
  await appeal.getByRole('textbox', { name: moderation.answerText }).fill('So it was. Sorry.');
  await appeal.getByRole('button', { name: moderation.answerAction }).click();
  await n.page.getByText(moderation.noAppeals).waitFor();
  await b.open('/decisions');
  await b.page.getByText('So it was. Sorry.').waitFor();
  await b.page.getByText(moderation.appealStates.overturned).waitFor();
  await b.open(`/chats/${group.id}`);
  await b.message('Buy my candles').waitFor();

  // All of it stands in the log.
  await n.open('/moderation/audit');
  const log = n.page.getByRole('list', { name: moderation.parts.audit });
  await log.getByText(moderation.logged['moderation.appeal_answered']!).first().waitFor();
  await log.getByText(moderation.logged['moderation.decided']!, { exact: true }).first().waitFor();
  await n.button(moderation.verify).click();
  await n.page.getByText(/^The log is whole\. All \d+ entries were read\.$/).waitFor();
});

test('who reported something is looked up by admins alone, who are asked first; the log says that they did', async () => {
  const [[, anasRest], [, bensRest], [m], [a]] = [await come('Ana'), await come('Ben'), await withRole('Mona', 'moderator'), await withRole('Ada', 'admin')];
  const group = await anasRest.group('Back yard', bensRest);
  await bensRest.send(group.id, 'Whose bicycle was that? Mine now.');
  await anasRest.ask('POST', '/reports', { subject: { kind: 'message', chat_id: group.id, number: 1 }, reason: 'other', text: 'It was mine.' });
  const { name } = await anasRest.ask<Identity>('GET', '/me');

  for (const person of [m, a]) {
    await person.open('/moderation');
    await person.page.getByRole('link', { name: /Whose bicycle/ }).click();
    await person.page.getByText('It was mine.').waitFor();
    expect(await person.page.locator('main').innerText()).not.toContain(name);
  }
  expect(await m.button(moderation.reveal).count()).toBe(0);

  await a.button(moderation.reveal).click();
  await a.dialog.getByText(moderation.revealMeans).waitFor();
  await a.dialog.getByRole('button', { name: moderation.revealAction }).click();
  await a.page.getByText(`${moderation.reporter(1)}: ${name}`).waitFor();
  await m.open('/moderation/audit');
  const entry = m.page.getByRole('list', { name: moderation.parts.audit }).getByRole('listitem').first();
  await entry.getByText(moderation.logged['moderation.revealed']!).waitFor();
  await entry.getByText(a.name).waitFor();
});

test('who goes by another name is looked up knowingly, by whoever may; the log says so', async () => {
  const [[, anasRest], [, bensRest], [m, moderatorsRest]] = [await come('Ana'), await come('Ben'), await withRole('Mona', 'moderator')];
  const space = await community(anasRest, 'Open ears', 'other', '', '', {});
  await bensRest.ask('POST', `/spaces/${space}/join`, { accept_rules: true, display_name: 'Quiet Fox' });
  const share = await bensRest.ask<{ id: string }>('POST', `/spaces/${space}/shares`, { text: 'Buy my honey, all of you' });
  await anasRest.ask('POST', '/reports', { subject: { kind: 'share', space_id: space, share_id: share.id }, reason: 'spam' });
  const { name, username } = await bensRest.ask<Identity>('GET', '/me');

  await m.open('/moderation');
  await m.page.getByRole('link', { name: /Buy my honey/ }).click();
  await m.page.getByText('Quiet Fox').first().waitFor();
  expect(await m.page.locator('main').innerText()).not.toContain(name);
  await m.button(moderation.whoIsIt).click();
  await m.dialog.getByText(moderation.whoIsItMeans).waitFor();
  await m.dialog.getByRole('button', { name: moderation.revealAction }).click();
  await m.page.getByText(`@${username} · ${moderation.knownAs('Quiet Fox')}`).waitFor();
  await m.open('/moderation/audit');
  const entry = m.page.getByRole('list', { name: moderation.parts.audit }).getByRole('listitem').first();
  await entry.getByText(moderation.logged['space.pseudonym_resolved']!).waitFor();

  // Without the permission, there is no button.
  await (await operator()).ask('PUT', `/accounts/${moderatorsRest.id}/permissions/resolve_pseudonyms`, { allowed: false });
  await m.open('/moderation');
  await m.page.getByRole('link', { name: /Buy my honey/ }).click();
  await m.page.getByText('Quiet Fox').first().waitFor();
  expect(await m.button(moderation.whoIsIt).count()).toBe(0);
});

test('help lines are offered to the author alone, and the message goes out as ever', async () => {
  const boss = await operator();
  const card = { region: '', title: 'Somebody to talk to', text: 'At any hour, without a name.', lines: [{ name: 'Night line', phone: '+43 142', hours: 'Day and night' }] };
  await boss.ask('PUT', '/admin/crisis', { phrases: ['can’t go on'], cards: [card] });
  const [[a, anasRest], [b, bensRest]] = await Promise.all([come('Ana'), come('Ben')]);
  await friends([a, anasRest], [b, bensRest]);

  await b.write('Sometimes I think I can’t go on like this.');
  const offer = b.page.getByRole('complementary', { name: moderation.offerTitle });
  await offer.getByRole('link', { name: moderation.call('Night line', '+43 142') }).waitFor();
  await a.message('Sometimes I think').waitFor();
  await b.untilAllSent();
  // What is written later comes to her after whatever would have come with it.
  await b.write('It is better now.');
  await a.message('It is better now.').waitFor();
  expect(await a.page.getByText(moderation.offerTitle).count()).toBe(0);

  // It takes nothing from them, and goes when they like.
  expect(await b.composer.evaluate((field) => field === document.activeElement)).toBe(true);
  await offer.getByRole('button', { name: b.words.page.close }).click();
  await offer.waitFor({ state: 'detached' });
  await b.open('/help');
  await b.heading('Somebody to talk to').waitFor();
});

test('in slow mode members wait, see for how long, and lose nothing', async () => {
  const [[a, anasRest], [b, bensRest]] = await Promise.all([come('Ana'), come('Ben')]);
  await anasRest.group('Slow circle', bensRest);
  await a.openChat('Slow circle');
  await a.button(a.words.chat.chatMenu).click();
  await item(a, a.words.chat.slowTitle).click();
  await a.dialog.getByRole('radio', { name: a.words.chat.slowPause(10) }).check();
  await a.dialog.getByRole('button', { name: a.words.page.save }).click();
  await a.dialog.waitFor({ state: 'detached' });

  await b.openChat('Slow circle');
  await b.write('One');
  await a.message('One').waitFor();
  await b.composer.fill('Two');
  const hint = b.page.getByText(/Slow mode: you can send again in \d:\d\d/);
  await hint.waitFor();
  expect(await b.button(b.words.chat.send).isDisabled()).toBe(true);
  // Pressing Enter sends nothing either, and leaves what was written.
  await b.composer.press('Enter');
  expect(await b.composer.inputValue()).toBe('Two');
  await hint.waitFor({ state: 'detached' });
  await b.button(b.words.chat.send).click();
  await a.message('Two').waitFor();

  // Whoever manages the group doesn't wait.
  await a.write('Three');
  await a.write('Four');
  await b.message('Four').waitFor();
});

test('refused words go back into the field, and whoever is asked to think again decides themselves', async () => {
  const boss = await operator();
  await boss.ask('PUT', '/admin/words', { words: [{ word: 'snallygaster', act: 'refuse', whole: true }, { word: 'dunderhead', act: 'warn', whole: true }, { word: 'moonshine', act: 'hold', whole: true }] });
  const [[a, anasRest], [b, bensRest], [m]] = [await come('Ana'), await come('Ben'), await withRole('Mona', 'moderator')];
  await friends([a, anasRest], [b, bensRest]);
  b.watch.expect(/status of (422|409)/);

  await b.write('You snallygaster');
  await b.message('You snallygaster').getByRole('button', { name: b.words.chat.changeIt }).click();
  expect(await b.composer.inputValue()).toBe('You snallygaster');
  await b.composer.fill('You old friend');
  await b.button(b.words.chat.send).click();
  await a.message('You old friend').waitFor();

  await b.write('You dunderhead');
  await b.message('You dunderhead').getByRole('button', { name: b.words.chat.sendAsItIs }).click();
  await a.message('You dunderhead').waitFor();

  await b.write('There is moonshine in the shed');
  await b.message('moonshine').getByText(b.words.problems.codes['moderation.held']).waitFor();
  await m.open('/moderation/held');
  const held = m.page.getByRole('listitem').filter({ hasText: 'There is moonshine in the shed' });
  await held.getByRole('button', { name: moderation.publish, exact: true }).click();
  await a.message('There is moonshine in the shed').waitFor();
  await boss.ask('PUT', '/admin/words', { words: [] });
});

test('a share, a comment, a person and a space can be reported, from where they stand', async () => {
  const [[a, anasRest], [, bensRest], [m]] = [await come('Ana'), await come('Ben'), await withRole('Mona', 'moderator')];
  const space = await community(bensRest, 'Loud corner', 'other', '', '', {});
  await anasRest.ask('POST', `/spaces/${space}/join`, { accept_rules: true });
  const share = await bensRest.ask<{ id: string }>('POST', `/spaces/${space}/shares`, { text: 'Shared for money' });
  await bensRest.ask('POST', `/spaces/${space}/shares/${share.id}/comments`, { text: 'Commented for money' });

  const report = async (kind: keyof typeof moderation.reportTitle) => {
    await item(a, a.words.page.report).click();
    await a.page.getByRole('dialog', { name: moderation.reportTitle[kind] }).waitFor();
    await a.dialog.getByRole('radio', { name: moderation.reasons.spam }).check();
    await a.dialog.getByRole('button', { name: moderation.send }).click();
    await a.dialog.getByRole('button', { name: moderation.done }).click();
    await a.dialog.waitFor({ state: 'detached' });
  };
  await a.open(`/spaces/${space}/shares?share=${share.id}`);
  const card = a.page.locator(`[data-share="${share.id}"]`);
  await card.getByRole('button', { name: /What can be done with the share/ }).click();
  await report('share');
  await card.getByRole('button', { name: /What can be done with the comment/ }).click();
  await report('comment');
  await a.open(`/people/${bensRest.id}`);
  await a.button(/What you can do about/).click();
  await report('account');
  await a.open(`/spaces/${space}`);
  await a.button(/More about/).click();
  await report('space');

  await m.open('/moderation');
  for (const kind of ['share', 'comment', 'account', 'space'] as const) {
    await m.page.getByRole('combobox', { name: moderation.kind }).selectOption(kind);
    await m.page.getByRole('list', { name: moderation.parts.queue }).getByRole('link', { name: new RegExp(`^${moderation.kinds[kind]}`) }).first().waitFor();
  }
});

/** An admin finds somebody among all people. Until the list is that of the search, it changes under the hand. */
async function finds(admin: Person, somebody: Person): Promise<void> {
  const row = (one: Person) => admin.page.getByRole('link', { name: `@${one.identity.username} ` });
  await row(admin).waitFor();
  await admin.page.getByRole('searchbox', { name: admin.words.page.findPeople }).fill(somebody.identity.username);
  await row(admin).waitFor({ state: 'detached' });
  await row(somebody).click();
}

test('an admin’s day: a permission, a role, a ban and its end, a word, a topic', async () => {
  const [[a], [b, bensRest]] = [await withRole('Ada', 'admin'), await come('Ben')];
  await a.open('/admin');
  await finds(a, b);

  // A permission is taken, and shown as unlike the role.
  const making = a.page.getByRole('checkbox', { name: admin.may.create_spaces! });
  await making.uncheck();
  await a.page.getByText(admin.unlikeRole).waitFor();
  await expect(bensRest.ask('POST', '/spaces', { visibility: 'private', name: 'Mine' })).rejects.toThrow('accounts.not_permitted');
  await making.check();
  await a.page.getByText(admin.unlikeRole).waitFor({ state: 'detached' });
  await bensRest.ask('POST', '/spaces', { visibility: 'private', name: 'Mine' });

  // Nobody is banned by one press, nor without a reason.
  await a.button(admin.banAction).click();
  await a.page.getByText(admin.reasonMissing).waitFor();
  await a.field(admin.reason).fill('Sold candles.');
  await a.button(admin.banAction).click();
  await a.dialog.getByText(admin.banMeans).waitFor();
  b.watch.expect(/status of 40[13]/);
  await a.dialog.getByRole('button', { name: admin.banAction, exact: true }).click();
  await b.heading(signing.bannedTitle).waitFor();
  await b.page.getByText('Sold candles.').waitFor();
  await a.page.getByRole('link', { name: admin.parts.bans }).click();
  const ban = a.page.getByRole('listitem').filter({ hasText: 'Sold candles.' });
  await ban.getByRole('button', { name: admin.unbanName(b.name) }).click();
  await ban.waitFor({ state: 'detached' });
  await b.signIn();

  await a.page.getByRole('link', { name: admin.parts.words, exact: true }).click();
  await a.field(admin.word).fill('flibbertigibbet');
  await a.button(admin.wordAction).click();
  const word = a.page.getByRole('listitem').filter({ hasText: 'flibbertigibbet' });
  await word.getByRole('button').click();
  await word.waitFor({ state: 'detached' });

  await a.page.getByRole('link', { name: admin.parts.topics }).click();
  await a.field(admin.topicName).fill('Night shift');
  await a.field(admin.topicKey).fill('night-shift');
  await a.button(admin.topicAction).click();
  const topic = a.page.getByRole('listitem').filter({ hasText: 'night-shift' });
  await topic.getByRole('button', { name: admin.removeName('Night shift') }).click();
  await topic.waitFor({ state: 'detached' });

  await a.page.getByRole('link', { name: admin.parts.jobs }).click();
  await a.page.getByText(admin.noJobs).waitFor();
});

test('an admin helps somebody back in, and ends what goes on with their name', async () => {
  const [[a], [b]] = [await withRole('Ada', 'admin'), await come('Ben')];
  await a.open('/admin/people');
  await finds(a, b);
  await a.heading(admin.ways).waitFor();
  await a.page.getByText(`${b.identity.username}@example.org`).waitFor();

  // All their devices are out at once; the list says so.
  b.watch.expect(/status of 40[13]/);
  await a.button(admin.endSessions).click();
  await a.dialog.getByRole('button', { name: admin.endSessions, exact: true }).click();
  await b.page.getByText(b.words.accounts.sessionOver).waitFor();
  await a.page.getByText(admin.noSessions).waitFor();

  // With the link they choose a password that nobody else knows.
  await a.button(admin.resetPassword).click();
  await a.dialog.getByRole('button', { name: admin.resetPassword, exact: true }).click();
  const address = a.page.getByText(/\/reset\?code=/);
  const { pathname, search } = new URL(await address.innerText());
  await b.open(pathname + search);
  await b.field(b.words.accounts.newPassword).fill('another quiet harbour');
  await b.button(b.words.accounts.savePassword).click();
  await b.field(b.words.accounts.login).fill(b.identity.username);
  await b.field(b.words.accounts.password).fill('another quiet harbour');
  await b.button(b.words.accounts.signIn).click();
  await b.chats.waitFor();
});

test('an admin sees what there is, how the server does, and what it is set to', async () => {
  const [[a], [, bensRest]] = [await withRole('Ada', 'admin'), await come('Ben')];
  const id = await community(bensRest, 'Short evenings', 'other', '', '', {});
  await bensRest.ask('POST', '/spaces', { visibility: 'private', name: 'Between us' });
  await a.open('/admin/spaces');
  await a.page.getByText(admin.privateSpace).first().waitFor();
  expect(await a.page.getByText('Between us').count()).toBe(0);
  const space = a.page.getByRole('listitem').filter({ hasText: 'Short evenings' });
  await space.getByRole('button', { name: admin.deleteName('Short evenings') }).click();
  await a.dialog.getByRole('button', { name: admin.delete, exact: true }).click();
  await space.waitFor({ state: 'detached' });
  await expect(bensRest.ask('GET', `/spaces/${id}`)).rejects.toThrow('404');

  const part = (name: string) => a.page.getByRole('navigation', { name: admin.title }).getByRole('link', { name, exact: true }).click();
  await part(admin.parts.storage);
  await a.heading(admin.storageOfPeople).waitFor();
  await part(admin.parts.health);
  await a.page.getByText(admin.kindsOf.sqlite!).waitFor();
  await expect.poll(() => a.page.getByText(admin.answers, { exact: true }).count()).toBe(2);
  expect(await a.page.getByText(admin.silent, { exact: true }).count()).toBe(0);
  await part(admin.parts.settings);
  await a.page.getByRole('searchbox', { name: admin.findSetting }).fill('listen');
  await a.page.getByText(`"127.0.0.1:${home.hearth.port}"`).waitFor();
  await a.page.getByText(admin.setBy.environment).first().waitFor();
});

test('what isn’t for somebody isn’t there for them', async () => {
  const [b] = await come('Ben');
  for (const path of ['/moderation', '/moderation/audit', '/admin', '/admin/words']) {
    await b.open(path);
    await b.heading(b.words.page.notFound).waitFor();
  }
});
