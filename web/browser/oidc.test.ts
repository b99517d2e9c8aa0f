import { afterAll, expect, test } from 'vitest';
import { en } from '../src/lib/catalogue/en';
import { signing as said } from '../src/lib/catalogue/en/signing';
import { house } from './house';
import { OtherServer } from './oidc';
import type { Person } from './people';
import { PASSWORD } from './rest';

const words = en.accounts;
const problems = en.problems.codes;
let other: OtherServer;
const home = house(async (address) => {
  other = await OtherServer.for(address);
  return { SERVER__PUBLIC_URL: address, OIDC__PROVIDERS: other.settings };
});
afterAll(() => other.close());

/** Somebody at the address to which the other server sends people back. They go to that server and to no third. */
async function arrives(username: string, name: string): Promise<Person> {
  const person = await home.person({ username, name }, { baseURL: home.hearth.address });
  person.watch.expect(new RegExp(`^(request|socket) elsewhere: (${home.hearth.address}|${home.hearth.address.replace('http', 'ws')}|${other.issuer})/`));
  await person.open('/');
  return person;
}

const by = (p: Person) => p.button(said.goOnWith('Work'));

async function signsOut(p: Person): Promise<void> {
  await p.open('/settings');
  // What is still asked for when the session ends would be refused.
  await p.untilAtRest();
  await p.button(words.signOut).click();
  await by(p).waitFor();
}

test('somebody new comes in by another server, chooses a username, and comes back to it', async () => {
  const a = await arrives('ana', 'Ana María');
  await other.is('ana');
  await by(a).click();
  await a.heading(said.welcomeTitle).waitFor();
  expect(new URL(a.page.url()).hash).toBe('');
  expect(await a.field(words.username).inputValue()).toBe('ana');
  await a.field(words.username).fill('ana.maria');
  await a.button(said.goOn).click();
  await a.chats.waitFor();

  // There is no password: what hangs on it is proved by the session being fresh, and a password can be chosen.
  await a.open('/settings/account');
  await a.heading(said.choosePassword).waitFor();
  expect(await a.field(words.oldPassword).count()).toBe(0);
  await a.field(words.newPassword).fill(PASSWORD);
  await a.button(said.choosePassword).click();
  await a.page.getByText(said.passwordChosen).waitFor();
  await a.field(words.oldPassword).waitFor();

  await signsOut(a);
  await by(a).click();
  await a.chats.waitFor();
  await signsOut(a);
  await a.field(words.login).fill('ana.maria');
  await a.field(words.password).fill(PASSWORD);
  await a.button(words.signIn).click();
  await a.chats.waitFor();
});

test('who has an account links it, signs in by it, and unlinks it again', async () => {
  await home.register({ username: 'bo', name: 'Bo' });
  const b = await arrives('bo', 'Bo');
  b.watch.expect(/status of 409/);
  await other.is('bo');
  // Whose the address is, only who signs in there can say.
  await by(b).click();
  await b.heading(said.failedTitle).waitFor();
  await b.page.getByText(problems['accounts.email_taken']).waitFor();
  await b.button(words.backToSignIn).click();
  await b.field(words.login).fill('bo');
  await b.field(words.password).fill(PASSWORD);
  await b.button(words.signIn).click();
  await b.chats.waitFor();

  await b.open('/settings/signing-in');
  await b.button(said.link('Work')).click();
  await b.page.getByText(said.linked('Work')).waitFor();
  await b.page.getByText('bo@example.org').waitFor();
  await signsOut(b);
  await by(b).click();
  await b.chats.waitFor();
  await b.open('/settings/signing-in');
  await b.button(said.unlinkOf('Work')).click();
  await b.page.getByText(said.unlinked('Work')).waitFor();
  await b.button(said.link('Work')).waitFor();
});

test('a way back that was begun elsewhere, or that the other server refused, says so', async () => {
  const s = await arrives('sam', 'Sam');
  await s.open('/oidc#ticket=somebody-elses');
  await s.page.getByText(said.lostErrand).waitFor();
  await s.open('/');
  await s.open('/oidc#problem=accounts.provider_refused');
  await s.page.getByText(problems['accounts.provider_refused']).waitFor();
  await s.button(words.backToSignIn).click();
  await by(s).waitFor();
});
