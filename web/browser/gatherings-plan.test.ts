import { text } from 'node:stream/consumers';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Proposed } from '../src/features/gatherings/model';
import { gatherings } from '../src/lib/catalogue/en/gatherings';
import { plans as said } from '../src/lib/catalogue/en/plans';
import { fromMonday } from './gatherings';
import { house } from './house';
import { goTo } from './keys';
import { entriesOf, mailOf, type Entry, type Mail } from './mails';
import type { Person } from './people';
import { answer } from './plans';

const home = house();
const ana = { username: 'ana', name: 'Ana Lindqvist' };
const ben = { username: 'ben', name: 'Ben Okafor' };
const HOUR = 3_600_000;
const PATIENCE = 120_000;
/** What is done before a reminder falls due takes less. */
const AHEAD = 15_000;

const mailsTo = (who: { username: string }): Mail[] => home.hearth.mails().map(mailOf).filter(({ to }) => to.includes(`${who.username}@example.org`));
/** The first thing that a mail to somebody has, once it is there. */
async function untilMail<T>(who: { username: string }, found: (mail: Mail) => T | undefined): Promise<T> {
  let result: T | undefined;
  await expect.poll(() => (result = mailsTo(who).map(found).find((one) => one !== undefined)), { timeout: PATIENCE, interval: 300, message: `a mail to ${who.username}` }).toBeDefined();
  return result!;
}

/** The entry that a mail to somebody carries, at a sequence or a later one. */
const untilTold = (who: { username: string }, method: string, sequence: number): Promise<Entry> =>
  untilMail(who, ({ calendars }) => calendars.flatMap(entriesOf).find((entry) => entry.method === method && entry.sequence >= sequence));

/** Only confirmed addresses are written to. */
async function confirms(p: Person): Promise<void> {
  const link = await untilMail(p.identity, (mail) => /\S+\/verify\?code=\S+/.exec(mail.text)?.[0]);
  await p.open(new URL(link).pathname + new URL(link).search);
  await p.button(p.words.accounts.confirm).click();
  await p.page.getByText(p.words.accounts.confirmed).waitFor();
}

/** What "Add to calendar" gives. */
async function downloads(p: Person): Promise<Entry[]> {
  const coming = p.page.waitForEvent('download');
  await p.button(said.addToCalendar).click();
  const file = await coming;
  expect(file.suggestedFilename()).toBe('Soup-and-a-film.ics');
  return entriesOf(await text(await file.createReadStream()));
}

async function feed(address: string): Promise<Entry[]> {
  const answered = await fetch(address.replace(/^https?:\/\/[^/]+/, home.hearth.address));
  expect(answered.headers.get('content-type')).toMatch(/^text\/calendar/);
  return entriesOf(await answered.text());
}

const rsvp = (p: Person, which: keyof typeof said.rsvps): Locator => p.page.getByRole('group', { name: said.comingQuestion }).getByRole('radio', { name: said.rsvps[which] });
const plan = (p: Person): Locator => p.page.getByRole('region', { name: said.settledOn });

/** By the clock of Berlin, as the field takes it. */
function typed(instant: number): string {
  return new Date(instant).toLocaleString('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'short' }).replace(' ', 'T');
}

/** When the clock of Berlin shows this: in summer it goes otherwise than in winter. */
function atBerlin(local: string): number {
  const asUtc = Date.parse(`${local}Z`);
  return asUtc - (Date.parse(`${typed(asUtc)}Z`) - asUtc);
}

const inTokyo = (instant: number): string => new Date(instant).toLocaleTimeString('en-GB', { timeZone: 'Asia/Tokyo', hour: '2-digit', minute: '2-digit' });

test('a time is settled, people say whether they come, and their calendars follow each change', async () => {
  const anasRest = await home.register(ana);
  const bensRest = await home.register(ben);
  const [a, b] = [await home.person(ana), await home.person(ben, { timezoneId: 'Asia/Tokyo' })];
  const g = await home.person({ username: 'gus', name: 'Gus' });
  for (const one of [a, b]) await one.signIn();
  for (const one of [a, b]) await confirms(one);
  const { gathering, link } = await anasRest.ask<Proposed>('POST', '/gatherings', {
    title: 'Soup and a film', first_day: fromMonday(0), last_day: fromMonday(4), zone: 'Europe/Berlin', daily_from: '17:00', daily_until: '23:00', minutes: 120, capacity: 2, invite: [{ account_id: bensRest.id }],
  });
  await answer(anasRest, gathering.id, [[0, '18:00', 240]]);
  for (const one of [a, b]) await one.open(`/gatherings/${gathering.id}`);
  await g.open(new URL(link!.address).pathname + new URL(link!.address).search);
  await g.field(gatherings.yourName).fill('Gus');
  await g.button(gatherings.goOn).click();
  await g.heading('Soup and a film').waitFor();

  // Ana sees the best time as soon as Ben has answered, and settles on it.
  await answer(bensRest, gathering.id, [[0, '19:00', 240]]);
  await a.page.getByRole('button', { name: /19:00–22:00/ }).first().waitFor();
  await a.button(said.settle).click();
  await a.dialog.getByText(said.allCan).waitFor();
  expect(await a.dialog.getByLabel(said.begins).inputValue()).toBe(`${fromMonday(0)}T19:00`);
  await a.dialog.getByRole('button', { name: said.settle }).click();
  await plan(a).getByText('19:00–21:00').first().waitFor();

  // Ben says that he comes, by his own clock; then no place is left, and Gus, who has no account, waits.
  const start = atBerlin(`${fromMonday(0)}T19:00`);
  await plan(b).getByText(`${inTokyo(start)}–${inTokyo(start + 2 * HOUR)}`).first().waitFor();
  await rsvp(b, 'yes').check();
  await plan(a).getByText(said.coming(2)).waitFor();
  await plan(g).waitFor();
  await g.page.getByRole('radio', { name: said.rsvpWait }).check();
  await g.page.getByText(said.youWait).waitFor();
  await rsvp(b, 'maybe').check();
  await g.page.getByText(said.youCome).waitFor();

  // The plan is in all calendars, as the same entry.
  const [first] = await downloads(g);
  expect([first!.start.getTime(), first!.end.getTime(), first!.summary, first!.status]).toEqual([start, start + 2 * HOUR, 'Soup and a film', 'CONFIRMED']);
  a.watch.expect(/status of 404/);
  await a.open('/settings/calendar');
  await a.button(said.feedMake).click();
  const address = await a.page.getByLabel(said.feedAddress).inputValue();
  expect(await feed(address)).toMatchObject([{ uid: first!.uid, sequence: first!.sequence, method: 'PUBLISH' }]);
  expect(await untilTold(ben, 'REQUEST', first!.sequence)).toMatchObject({ uid: first!.uid, start: first!.start });

  // Ana moves it to an hour from now: an update of that entry, and everybody is asked again. Whoever says that they come
  // before it is exactly an hour is reminded.
  await a.open(`/gatherings/${gathering.id}`);
  await a.button(said.changeTime).click();
  const moved = Math.ceil((Date.now() + HOUR + AHEAD) / 60_000) * 60_000;
  await a.dialog.getByLabel(said.begins).fill(typed(moved));
  await a.dialog.getByRole('button', { name: said.changeTime }).click();
  await a.dialog.waitFor({ state: 'hidden' });
  await b.until(async () => !(await rsvp(b, 'maybe').isChecked()));
  await rsvp(b, 'yes').check();
  await b.page.getByText(said.youCome).waitFor();
  const [second] = await downloads(b);
  expect(second!.uid).toBe(first!.uid);
  expect(second!.sequence).toBeGreaterThan(first!.sequence);
  expect(second!.start.getTime()).toBe(moved);
  expect(await feed(address)).toMatchObject([{ uid: first!.uid, sequence: second!.sequence }]);
  expect(await untilTold(ben, 'REQUEST', second!.sequence)).toMatchObject({ uid: first!.uid, start: second!.start });
  expect(await untilMail(ben, (mail) => (mail.text.includes('this is in an hour') ? mail.text : undefined))).toContain('Soup and a film');

  // It is cancelled: so is the entry. The address of the calendar can be voided.
  await a.button(gatherings.act).click();
  await a.menu.getByRole('menuitem', { name: gatherings.cancelIt }).click();
  await a.dialog.getByRole('button', { name: gatherings.cancelIt }).click();
  await a.page.getByText(said.cancelled).waitFor();
  expect(await untilTold(ben, 'CANCEL', second!.sequence + 1)).toMatchObject({ uid: first!.uid, status: 'CANCELLED' });
  await a.open('/settings/calendar');
  await a.button(said.feedDrop).click();
  await a.page.getByText(said.feedGone).waitFor();
  expect((await fetch(address.replace(/^https?:\/\/[^/]+/, home.hearth.address))).status).toBe(404);
}, 300_000);

test('times are voted on by the keyboard alone, results come live, and the favourite is settled on', async () => {
  const [cleo, dora] = [{ username: 'cleo', name: 'Cléo Marchand' }, { username: 'dora', name: 'Dora Klein' }];
  const [cleosRest, dorasRest] = [await home.register(cleo), await home.register(dora)];
  const { gathering } = await cleosRest.ask<Proposed>('POST', '/gatherings', { title: 'Chess', first_day: fromMonday(0), last_day: fromMonday(4), zone: 'Europe/Berlin', minutes: 60, invite: [{ account_id: dorasRest.id }] });
  const [c, d] = [await home.person(cleo), await home.person(dora)];
  for (const one of [c, d]) {
    await one.signIn();
    await one.open(`/gatherings/${gathering.id}`);
    await one.heading('Chess').first().waitFor();
  }

  await goTo(c, c.button(said.makePoll));
  await c.page.keyboard.press('Enter');
  await c.dialog.getByLabel(said.begins).fill(`${fromMonday(0)}T19:00`);
  await goTo(c, c.dialog.getByRole('button', { name: said.makePoll }));
  await c.page.keyboard.press('Enter');
  await c.dialog.getByText(said.twoAtLeast).waitFor();
  await goTo(c, c.dialog.getByRole('button', { name: said.anotherTime }));
  await c.page.keyboard.press('Enter');
  await c.dialog.getByLabel(said.beginsOf(2)).fill(`${fromMonday(2)}T20:00`);
  await goTo(c, c.dialog.getByRole('button', { name: said.makePoll }));
  await c.page.keyboard.press('Enter');
  await c.dialog.waitFor({ state: 'hidden' });

  const group = (p: Person, time: string) => p.page.getByRole('radiogroup', { name: new RegExp(time) });
  await group(d, '20:00–21:00').waitFor();
  await goTo(d, group(d, '19:00–20:00').getByRole('radio').first());
  // With the arrow keys one goes on to "if needed", and further to "no".
  await d.page.keyboard.press('ArrowRight');
  await d.page.keyboard.press('ArrowRight');
  await goTo(d, group(d, '20:00–21:00').getByRole('radio').first());
  await d.page.keyboard.press(' ');
  await c.page.getByText(said.votesFor(0, 0, 1)).waitFor();
  await c.page.getByText(said.votesFor(1, 0, 0)).waitFor();
  await group(c, '20:00–21:00').getByRole('radio', { name: said.voteYes }).check();
  await d.page.getByText(said.votesFor(2, 0, 0)).waitFor();

  // The server refuses: the vote is taken back.
  await d.refuse('/gatherings/*/votes', 503, 'server.unavailable');
  // It may be back before one could see it.
  await group(d, '20:00–21:00').getByRole('radio', { name: said.voteNo }).click();
  await d.page.getByText(d.words.problems.codes['server.unavailable']).waitFor();
  await d.until(() => group(d, '20:00–21:00').getByRole('radio', { name: said.voteYes }).isChecked());

  // In their chat stands the plan, and changes when it is settled.
  await d.open(`/chats/${gathering.id}`);
  const card = d.page.getByRole('link', { name: /Chess/ }).filter({ hasText: said.answerNow });
  await card.waitFor();
  await c.page.getByRole('button', { name: new RegExp(`^${said.take}.*20:00–21:00`) }).click();
  expect(await c.dialog.getByLabel(said.begins).inputValue()).toBe(`${fromMonday(2)}T20:00`);
  await c.dialog.getByRole('button', { name: said.settle }).click();
  await plan(c).getByText('20:00–21:00').first().waitFor();
  const settled = d.page.getByRole('link', { name: /Chess/ }).filter({ hasText: said.sayWhether });
  await settled.getByText('20:00–21:00').waitFor();
  await settled.click();
  await rsvp(d, 'no').check();
  await plan(c).getByText(said.notComing(1)).waitFor();
});
