import { expect, test } from 'vitest';
import type { Gathering, Proposed } from '../src/features/gatherings/model';
import type { Schemas } from '../src/lib/api';
import { gatherings as said } from '../src/lib/catalogue/en/gatherings';
import { plans } from '../src/lib/catalogue/en/plans';
import { fromMonday } from './gatherings';
import { house } from './house';
import { focused, goTo, isFocused, pick } from './keys';
import { sizes } from './looks';
import type { Person } from './people';

const home = house();
const ana = { username: 'ana', name: 'Ana Lindqvist' };
const ben = { username: 'ben', name: 'Ben Okafor' };
const cleo = { username: 'cleo', name: 'Cléo Marchand' };

const grid = (p: Person) => p.page.getByRole('grid', { name: said.myTimes });
/** On the one Monday that is asked about. */
const cell = (p: Person, from: string, until: string) => grid(p).getByRole('gridcell', { name: new RegExp(`^Monday \\d+ \\w+, ${from} to ${until}`) });
const times = (p: Person) => p.page.getByRole('region', { name: plans.whoCanWhen });

/** Drags with the mouse from one half hour to another. */
async function paints(p: Person, from: [string, string], until: [string, string]): Promise<void> {
  // What comes late moves what is below it, and the mouse would be on another half hour.
  await p.untilStill();
  await cell(p, ...until).scrollIntoViewIfNeeded();
  await cell(p, ...from).hover();
  await p.page.mouse.down();
  await cell(p, ...until).hover();
  await p.page.mouse.up();
}

async function saves(p: Person): Promise<void> {
  await p.button(said.saveAnswer).click();
  await p.page.getByRole('status').filter({ hasText: said.answerSaved }).first().waitFor();
  await p.until(() => p.button(said.saveAnswer).isDisabled());
}

// None of these zones changes its clocks.
test('three people and a guest by link, in four zones, find the time when all of them can', async () => {
  const anasRest = await home.register(ana);
  await home.register(ben);
  await home.register(cleo);
  const zone = 'Africa/Lagos';
  const a = await home.person(ana, { timezoneId: zone });
  const b = await home.person(ben, { timezoneId: 'America/Phoenix' });
  const c = await home.person(cleo, { timezoneId: 'Asia/Kolkata' });
  const g = await home.person({ username: 'gus', name: 'Gus' }, { timezoneId: 'Africa/Nairobi' });
  for (const one of [a, b, c]) await one.signIn();
  await b.sections.getByRole('link', { name: b.words.page.gatherings }).click();
  await b.page.getByText(said.none).waitFor();

  // Ana proposes, and gets a link.
  await a.sections.getByRole('link', { name: a.words.page.gatherings }).click();
  await a.button(said.propose).first().click();
  await a.field(said.title).fill('Soup and a film');
  // By her clock; it may be midnight meanwhile.
  const nextMonday = () => fromMonday(0, new Date(`${new Date().toLocaleDateString('sv-SE', { timeZone: zone })}T12:00:00Z`));
  const mondays = [nextMonday()];
  await a.button(said.quick.next).click();
  await a.button(said.more).click();
  await a.page.getByLabel(said.dailyFrom, { exact: true }).fill('14:00');
  await a.page.getByLabel(said.dailyUntil, { exact: true }).fill('22:00');
  await a.page.getByRole('searchbox', { name: a.words.page.findPeople }).fill('Ben');
  await a.page.getByRole('button', { name: /Ben Okafor/ }).click();
  await a.button(said.proposeAction).click();
  const link = await a.page.getByLabel(said.sendLink).inputValue();
  expect(link).toMatch(/\/gather\?code=\S+$/);
  mondays.push(nextMonday());
  const { items } = await anasRest.ask<{ items: Gathering[] }>('GET', '/gatherings');
  expect(mondays).toContain(items[0]!.first_day);

  // She paints with the mouse, three hours too many and takes them away again.
  await paints(a, ['15:00', '15:30'], ['21:30', '22:00']);
  await paints(a, ['19:00', '19:30'], ['21:30', '22:00']);
  expect(await grid(a).getByRole('gridcell', { name: /, free$/ }).count()).toBe(8);
  await saves(a);

  // Ben hears of it, and writes when he can, by his own clock.
  await b.page.getByRole('link', { name: /Soup and a film/ }).click();
  await b.page.getByPlaceholder(said.typeExample).fill('Mon 7-noonish');
  await b.page.getByText(said.notUnderstood.unknown('noonish')).waitFor();
  await b.page.getByPlaceholder(said.typeExample).fill('Mon 7-12');
  await b.button(said.takeOver).click();
  await cell(b, '07:00', '07:30').hover();
  await b.page.getByText(said.there('15:00', 'Lagos')).waitFor();
  await saves(b);

  // Cléo comes by the link with her account, and has usual times from now on.
  const { pathname, search } = new URL(link);
  await c.open(pathname + search);
  await c.button(said.joinAs(cleo.name)).click();
  c.watch.expect(/status of 404/);
  await c.button(said.takeUsual).click();
  await c.button(said.addUsual).click();
  await c.dialog.getByLabel(said.dailyFrom, { exact: true }).fill('19:00');
  await c.dialog.getByLabel(said.dailyUntil, { exact: true }).fill('00:00');
  await c.dialog.getByRole('button', { name: c.words.page.save }).click();
  await cell(c, '19:00', '19:30').and(c.page.getByRole('gridcell', { name: /, free/ })).waitFor();
  await saves(c);

  // Gus has no account, and no mouse.
  await g.open(pathname + search);
  await goTo(g, g.field(said.yourName));
  await g.page.keyboard.type('Gus');
  await g.page.keyboard.press('Enter');
  await goTo(g, cell(g, '16:00', '16:30'));
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', ' ']) await g.page.keyboard.press(key);
  for (let step = 0; step < 5; step++) await g.page.keyboard.press('Shift+ArrowDown');
  await g.until(async () => /^Monday .*, 20:00 to 20:30, free/.test(await focused(g)));
  await goTo(g, g.button(said.saveAnswer));
  await g.page.keyboard.press('Enter');
  await g.page.getByText(said.saved).first().waitFor();

  // All see it, by their own clocks; Ana without having done anything.
  for (const [one, when] of [[a, '15:30–18:30'], [b, '07:30–10:30'], [c, '20:00–23:00'], [g, '17:30–20:30']] as const) {
    await one.page.getByRole('main').getByText(said.answeredOf(4, 4)).first().waitFor();
    await times(one).getByText(when).first().waitFor();
  }
  // The guest is known again by the link.
  await g.open(pathname + search);
  await g.page.getByText(said.saved).first().waitFor();
});

test('what is painted outlives a reload and a cut, and nothing is lost', async () => {
  const [dora, eve] = [{ username: 'dora', name: 'Dora Klein' }, { username: 'eve', name: 'Eve Adeyemi' }];
  const dorasRest = await home.register(dora);
  await home.register(eve);
  const { gathering } = await dorasRest.ask<Proposed>('POST', '/gatherings', { title: 'A walk', first_day: fromMonday(0), last_day: fromMonday(2), zone: 'Europe/Berlin', minutes: 60, daily_from: '10:00', daily_until: '20:00' });
  const d = await home.person(dora);
  await d.signIn();
  await d.open(`/gatherings/${gathering.id}`);
  await paints(d, ['11:00', '11:30'], ['12:30', '13:00']);
  await d.page.getByText(said.notSaved).waitFor();
  await d.page.reload();
  await d.page.getByText(said.notSaved).waitFor();
  await expect.poll(() => grid(d).getByRole('gridcell', { name: /, free$/ }).count()).toBe(4);

  await d.untilShellKept();
  await d.goOffline();
  await d.button(said.saveAnswer).click();
  await d.page.getByText(d.words.problems.unreachable).first().waitFor();
  await d.comeBack();
  await saves(d);
  const answer = await dorasRest.ask<{ windows: { minutes: number }[] }>('GET', `/gatherings/${gathering.id}/answer`);
  expect(answer.windows.map(({ minutes }) => minutes)).toEqual([120]);

  // One step back, and the whole answer back.
  await paints(d, ['15:00', '15:30'], ['15:00', '15:30']);
  await d.button(said.undo).click();
  await d.page.getByText(said.saved).first().waitFor();
  await d.button(said.takeBack).click();
  await d.dialog.getByRole('button', { name: said.takeBack }).click();
  await d.page.getByText(said.notAnswered).waitFor();
});

test('by the keyboard alone: proposing, answering, closing, and leaving', async () => {
  const flora = { username: 'flora', name: 'Flora' };
  await home.register(flora);
  const f = await home.person(flora);
  await f.signIn();
  await f.open('/gatherings/new');
  await goTo(f, f.field(said.title));
  await f.page.keyboard.type('Chess');
  await goTo(f, f.button(said.quick.next));
  await f.page.keyboard.press('Enter');
  await goTo(f, f.button(said.proposeAction));
  await f.page.keyboard.press('Enter');
  await f.heading('Chess').waitFor();
  await goTo(f, f.button(said.linkDone));
  await f.page.keyboard.press('Enter');
  await goTo(f, cell(f, '07:00', '07:30'));
  // Up to the day’s name, which is the whole of it; and down again.
  await f.page.keyboard.press('ArrowUp');
  await f.page.keyboard.press('Enter');
  await f.until(async () => (await grid(f).getByRole('gridcell', { name: /, free$/ }).count()) === 48);
  await f.page.keyboard.press('ArrowDown');
  await f.page.keyboard.press(' ');
  await f.until(async () => (await grid(f).getByRole('gridcell', { name: /, free$/ }).count()) === 47);
  await goTo(f, f.button(said.saveAnswer));
  await f.page.keyboard.press('Enter');
  await f.page.getByText(said.saved).first().waitFor();

  await goTo(f, f.button(said.act), 'Shift+Tab');
  await f.page.keyboard.press('Enter');
  await f.menu.waitFor();
  await pick(f, said.closeIt);
  await f.page.getByText(said.answersClosed).waitFor();
  await goTo(f, f.button(said.leave));
  await f.page.keyboard.press('Enter');
  await f.dialog.getByText(said.leaveLastMeans).waitFor();
  await f.page.keyboard.press('Escape');
  await isFocused(f.button(said.leave));
  await f.page.keyboard.press('Enter');
  await goTo(f, f.dialog.getByRole('button', { name: said.leave }));
  // It goes with her. Her page may be asking who comes at that very moment.
  f.watch.expect(/status of 404 .*\/gatherings\//);
  await f.page.keyboard.press('Enter');
  await f.page.getByText(said.none).waitFor();
});

test('in a space its members see it at once, and take part by answering', async () => {
  const [gina, hugo] = [{ username: 'gina', name: 'Gina' }, { username: 'hugo', name: 'Hugo' }];
  const [ginasRest, hugosRest] = [await home.register(gina), await home.register(hugo)];
  const { id } = await ginasRest.ask<Schemas['Space']>('POST', '/spaces', { visibility: 'private', name: 'Home' });
  const { code } = await ginasRest.ask<Schemas['SpaceInvitation']>('POST', `/spaces/${id}/invitations`, {});
  await hugosRest.ask('POST', `/space-codes/${code}`, { accept_rules: true });
  const [g, h] = [await home.person(gina), await home.person(hugo)];
  for (const one of [g, h]) await one.signIn();
  await h.open(`/spaces/${id}/gatherings`);
  await h.page.getByText(said.noneInSpace).waitFor();

  await g.open(`/spaces/${id}/gatherings`);
  await g.button(said.propose).click();
  await g.field(said.title).fill('Pancakes');
  await g.button(said.quick.next).click();
  await g.button(said.proposeAction).click();
  await g.heading('Pancakes').waitFor();

  await h.page.getByRole('link', { name: /Pancakes/ }).click();
  await h.page.getByPlaceholder(said.typeExample).fill('Monday 10-12');
  await h.button(said.takeOver).click();
  await saves(h);
  const people = g.page.getByRole('region', { name: said.people(2) });
  await people.getByText(hugo.name).first().waitFor();

  // She changes the plan and who is needed; he sees it.
  await g.button(said.act).click();
  await g.menu.getByRole('menuitem', { name: said.edit }).click();
  await g.dialog.getByRole('textbox', { name: said.title, exact: true }).fill('Pancakes and tea');
  await g.dialog.getByRole('button', { name: g.words.page.save }).click();
  await h.heading('Pancakes and tea').waitFor();
  await g.button(said.actOn(hugo.name)).click();
  await g.menu.getByRole('menuitem', { name: said.makeOptional }).click();
  await people.getByText(said.optional).waitFor();
  await g.button(said.act).click();
  await g.menu.getByRole('menuitem', { name: said.cancelIt }).click();
  await g.dialog.getByRole('button', { name: said.cancelIt }).click();
  await h.page.getByRole('main').getByText(said.states.cancelled).first().waitFor();
  await g.button(said.act).click();
  // His page may be asking who comes at that very moment.
  h.watch.expect(/status of 404 .*\/gatherings\//);
  await g.menu.getByRole('menuitem', { name: said.deleteIt }).click();
  await g.dialog.getByRole('button', { name: said.deleteIt }).click();
  await h.heading(said.gone).waitFor();
  const left = await hugosRest.ask<{ items: Gathering[] }>('GET', `/gatherings?space_id=${id}`);
  expect(left.items).toEqual([]);
});

test('a finger that holds paints, one that taps marks, and one that swipes scrolls', async () => {
  const ida = { username: 'ida', name: 'Ida' };
  const rest = await home.register(ida);
  const { gathering } = await rest.ask<Proposed>('POST', '/gatherings', { title: 'Ice', first_day: fromMonday(0), last_day: fromMonday(6), zone: 'Europe/Berlin', minutes: 60, daily_from: '08:00', daily_until: '22:00' });
  const i = await home.person(ida, { ...sizes.phone });
  await i.signIn();
  await i.open(`/gatherings/${gathering.id}`);
  const cdp = await i.page.context().newCDPSession(i.page);
  const free = () => grid(i).getByRole('gridcell', { name: /, free$/ }).count();
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: { x: number; y: number }) => void (await cdp.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [at] : [] }));
  const middleOf = async (from: string, until: string) => {
    const box = (await cell(i, from, until).boundingBox())!;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  await cell(i, '12:00', '12:30').scrollIntoViewIfNeeded();
  await i.untilStill();
  await cell(i, '12:00', '12:30').tap();
  await i.until(async () => (await free()) === 1);
  await i.untilStill();

  const [from, until] = [await middleOf('10:00', '10:30'), await middleOf('11:30', '12:00')];
  await touch('touchStart', from);
  // Held until it paints: the first half hour is marked then.
  await i.until(async () => (await free()) === 2);
  for (let part = 1; part <= 6; part++) await touch('touchMove', { x: from.x, y: from.y + ((until.y - from.y) * part) / 6 });
  await touch('touchEnd');
  await i.until(async () => (await free()) === 5);

  const main = i.page.getByRole('main');
  const before = await main.evaluate((element) => element.scrollTop);
  const at = await middleOf('12:00', '12:30');
  await touch('touchStart', at);
  // Far at once: a finger that doesn't move for a moment would paint.
  for (let part = 1; part <= 5; part++) await touch('touchMove', { x: at.x, y: at.y - part * 30 });
  await touch('touchEnd');
  await i.until(async () => (await main.evaluate((element) => element.scrollTop)) > before + 50);
  expect(await free()).toBe(5);
});
