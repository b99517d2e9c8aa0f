import { text } from 'node:stream/consumers';
import decodeQR from 'qr/decode.js';
import { expect, test } from 'vitest';
import { en } from '../src/lib/catalogue/en';
import { signing as said } from '../src/lib/catalogue/en/signing';
import { house } from './house';
import { goTo, isFocused } from './keys';
import type { Person } from './people';
import { PASSWORD, type Rest } from './rest';
import { codeOf } from './totp';

const home = house();
const words = en.accounts;
const problems = en.problems.codes;
/** The first who registers, by the link that the server printed. */
let admin: Promise<Rest> | undefined;
const theAdmin = () =>
  (admin ??= home.hearth.setUpLink().then((link) => home.register({ username: 'rosa', name: 'Rosa' }, new URL(link).searchParams.get('code')!)));

/** What is drawn for cameras, as one of them reads it. */
async function scanned(p: Person): Promise<string> {
  const drawn = p.dialog.getByRole('img', { name: said.scanPicture });
  const size = Number((await drawn.getAttribute('viewBox'))!.split(' ')[2]);
  const path = (await drawn.locator('path').getAttribute('d'))!;
  const dark = new Set([...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`));
  const scale = 4;
  const side = size * scale;
  const data = new Uint8Array(side * side * 4);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) data.fill(dark.has(`${Math.floor(x / scale)} ${Math.floor(y / scale)}`) ? 0 : 255, (y * side + x) * 4, (y * side + x) * 4 + 3);
  }
  return decodeQR({ width: side, height: side, data });
}

/** Turns the second step on, as far as it is the same for all. */
async function turnsOn(p: Person): Promise<{ secret: string; codes: string[] }> {
  await p.open('/settings/signing-in');
  await p.button(said.turnOn).click();
  await p.dialog.getByRole('textbox', { name: words.password, exact: true }).fill(PASSWORD);
  await p.button(said.next).click();
  const secret = (await p.dialog.locator('code').innerText()).replaceAll(' ', '');
  await p.field(said.firstCode).fill(codeOf(secret));
  await p.dialog.getByRole('button', { name: said.turnOn }).click();
  return { secret, codes: await shownCodes(p) };
}

/** The recovery codes, once they are there. */
async function shownCodes(p: Person): Promise<string[]> {
  const codes = p.page.locator('[data-print] code');
  await codes.first().waitFor();
  return codes.allInnerTexts();
}

async function signsOut(p: Person): Promise<void> {
  await p.open('/settings');
  // What is still asked for when the session ends would be refused.
  await p.untilAtRest();
  await p.button(words.signOut).click();
  await p.field(words.login).waitFor();
}

async function saysPassword(p: Person): Promise<void> {
  await p.field(words.login).fill(p.identity.username);
  await p.field(words.password).fill(PASSWORD);
  await p.button(words.signIn).click();
}

test('the second step is turned on by a code that was scanned, and its recovery codes are shown once', async () => {
  const a = await home.person({ username: 'ana', name: 'Ana' }, { acceptDownloads: true });
  await a.register();
  a.watch.expect(/status of 403/);
  await a.open('/settings/signing-in');
  await a.button(said.turnOn).click();
  const password = a.dialog.getByRole('textbox', { name: words.password, exact: true });
  await password.fill('not this');
  await a.button(said.next).click();
  await a.dialog.getByText(problems['accounts.wrong_password']).waitFor();
  await isFocused(password);
  await password.fill(PASSWORD);
  await a.button(said.next).click();
  const secret = (await a.dialog.locator('code').innerText()).replaceAll(' ', '');
  const uri = new URL(await scanned(a));
  expect([uri.protocol, uri.searchParams.get('secret')]).toEqual(['otpauth:', secret]);

  await a.field(said.firstCode).fill('000000');
  await a.dialog.getByRole('button', { name: said.turnOn }).click();
  await a.dialog.getByText(problems['accounts.second_factor_refused']).waitFor();
  await a.field(said.firstCode).fill(codeOf(secret));
  await a.page.keyboard.press('Enter');
  await isFocused(a.heading(said.codesTitle));
  const codes = await shownCodes(a);
  expect(new Set(codes).size).toBe(10);
  const downloading = a.page.waitForEvent('download');
  await a.button(said.downloadCodes).click();
  const file = await text(await (await downloading).createReadStream());
  expect(codes.filter((code) => !file.includes(code))).toEqual([]);

  // On paper there are they, and nothing else.
  await a.page.emulateMedia({ media: 'print' });
  expect(await a.page.locator('[data-print]').isVisible()).toBe(true);
  expect(await a.button(said.codesKept).isVisible()).toBe(false);
  await a.page.emulateMedia({ media: 'screen' });
  await a.button(said.codesKept).click();
  await a.page.getByText(said.codesLeft(10)).waitFor();
  await a.page.reload();
  await a.page.getByText(said.codesLeft(10)).waitFor();
  expect(await a.page.getByText(codes[0]!).count()).toBe(0);
});

test('signing in takes the code too, or a recovery code; with both it is renewed and turned off', async () => {
  const b = await home.person({ username: 'ben', name: 'Ben' });
  await b.register();
  const { secret, codes } = await turnsOn(b);
  b.watch.expect(/status of 403/);
  await signsOut(b);
  await saysPassword(b);
  const code = b.field(words.code);
  await isFocused(code);
  await code.fill('000000');
  await b.page.keyboard.press('Enter');
  await b.page.getByText(problems['accounts.second_factor_refused']).waitFor();
  await code.fill(codeOf(secret, 1));
  await b.page.keyboard.press('Enter');
  await b.chats.waitFor();

  await b.page.goto('/settings/signing-in');
  await b.button(said.newCodes).click();
  await b.dialog.getByRole('textbox', { name: words.password, exact: true }).fill(PASSWORD);
  await b.dialog.getByRole('textbox', { name: words.code }).fill(codes[0]!.toLowerCase());
  await b.button(said.newCodesAction).click();
  const renewed = await shownCodes(b);
  expect(renewed.filter((one) => codes.includes(one))).toEqual([]);

  await signsOut(b);
  await saysPassword(b);
  await code.fill(renewed[0]!);
  await b.page.keyboard.press('Enter');
  await b.chats.waitFor();
  await b.page.goto('/settings/signing-in');
  await b.page.getByText(said.codesLeft(9)).waitFor();
  await b.button(said.turnOff).click();
  await b.dialog.getByRole('textbox', { name: words.password, exact: true }).fill(PASSWORD);
  await b.dialog.getByRole('textbox', { name: words.code }).fill(renewed[1]!);
  await b.dialog.getByRole('button', { name: said.turnOff }).click();
  await b.page.getByText(said.isOff).waitFor();
  await signsOut(b);
  await saysPassword(b);
  await b.chats.waitFor();
});

test('what needs a fresh session goes on once its owner has confirmed who they are, and is dropped when they don’t', async () => {
  const rest = await theAdmin();
  const r = await home.person({ username: 'rosa', name: 'Rosa' });
  await r.signIn();
  r.watch.expect(/status of 403/);
  // The session is a quarter of an hour older, as far as this one answer goes.
  const stale = (times: number) => r.page.route('**/api/v1/invitations', (route) => route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify({ status: 403, code: 'accounts.confirm_first', errors: [] }) }), { times });
  const confirmation = r.page.getByRole('dialog', { name: said.confirmTitle });
  const link = r.field(words.invitationLink);
  await r.open('/settings/invitations');
  await stale(1);
  await r.button(words.makeInvitation).click();
  const password = confirmation.getByRole('textbox', { name: words.password, exact: true });
  await password.fill('not this');
  await r.page.keyboard.press('Enter');
  await confirmation.getByText(problems['accounts.wrong_password']).waitFor();
  await password.fill(PASSWORD);
  await r.page.keyboard.press('Enter');
  await confirmation.waitFor({ state: 'detached' });
  await link.waitFor();

  await r.page.reload();
  await stale(1);
  await goTo(r, r.button(words.makeInvitation));
  await r.page.keyboard.press('Enter');
  await confirmation.waitFor();
  await r.page.keyboard.press('Escape');
  await r.page.getByText(problems['accounts.confirm_first']).waitFor();
  expect(await link.count()).toBe(0);
  expect(rest.id).toBeTruthy();
});

test('who is banned while typing reads why and until when, and nothing is left on view', async () => {
  const root = await theAdmin();
  const [cleo, dora] = [{ username: 'cleo', name: 'Cleo' }, { username: 'dora', name: 'Dora' }];
  const [rest, other] = [await home.register(cleo), await home.register(dora)];
  const chat = await rest.direct(other);
  const c = await home.person(cleo);
  await c.signIn();
  await c.open(`/chats/${chat.id}`);
  await c.composer.fill('And another thing');
  c.watch.expect(/status of 40[13]/);
  const until = new Date(Date.now() + 3 * 24 * 3_600_000).toISOString();
  await root.ask('PUT', `/accounts/${rest.id}/ban`, { reason: 'You wrote to people who had asked you not to.', until });
  await c.heading(said.bannedTitle).waitFor();
  await c.page.getByText('You wrote to people who had asked you not to.').waitFor();
  await c.page.getByText(/The ban ends .*\d:\d\d/).waitFor();
  expect(await c.page.getByText('And another thing').count()).toBe(0);
  expect(await c.page.getByText('Hello!').count()).toBe(0);

  await c.button(words.backToSignIn).click();
  await saysPassword(c);
  await c.page.getByText(/you are banned .* You wrote to people who had asked you not to\./).waitFor();
  await root.ask('DELETE', `/accounts/${rest.id}/ban`);
  await c.button(words.signIn).click();
  await c.heading('Dora').first().waitFor();
});
