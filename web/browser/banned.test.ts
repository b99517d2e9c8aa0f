import { test } from 'vitest';
import { moderation } from '../src/lib/catalogue/en/moderation';
import { signing } from '../src/lib/catalogue/en/signing';
import { house } from './house';
import type { Person } from './people';
import { PASSWORD, type Rest } from './rest';

const home = house({ LIMITS__ENABLED: 'false' });

async function saysPassword(person: Person): Promise<void> {
  const words = person.words.accounts;
  await person.field(words.login).fill(person.identity.username);
  await person.field(words.password).fill(PASSWORD);
  await person.button(words.signIn).click();
}

/** Has somebody banned for what they say in a group; answers with the decision's id. */
async function decides(by: Rest, reporter: Rest, author: Rest): Promise<string> {
  const { id } = await reporter.group('Notice board', author);
  await author.send(id, 'Over and out');
  await reporter.ask('POST', '/reports', { subject: { kind: 'message', chat_id: id, number: 1 }, reason: 'spam' });
  const queue = await by.ask<{ items: readonly { id: string }[] }>('GET', '/moderation/reports');
  const ban = { act: 'ban', reason: 'spam', message: 'Enough of it.' };
  const made = await by.ask<{ decision: { id: string } }>('POST', `/moderation/reports/${queue.items[0]!.id}/decisions`, ban);
  return made.decision.id;
}

test('who is banned by a decision reads it where they sign in, and appeals', async () => {
  const link = new URL(await home.hearth.setUpLink());
  const root = await home.register({ username: 'boss', name: 'Berta Boss' }, link.searchParams.get('code')!);
  const cleo = { username: 'cleo', name: 'Cleo Berg' };
  const [author, reporter, mona] = [await home.register(cleo), await home.register({ username: 'ana', name: 'Ana' }), await home.register({ username: 'mona', name: 'Mona' })];
  await root.ask('PATCH', `/accounts/${mona.id}`, { role: 'moderator' });
  const decision = await decides(mona, reporter, author);

  const c = await home.person(cleo);
  await c.open('/');
  c.watch.expect(/status of 403/);
  await saysPassword(c);
  await c.heading(signing.bannedHere).waitFor();
  await c.page.getByText('Over and out').waitFor();
  await c.button(moderation.appealAction).click();
  await c.page.getByRole('textbox', { name: moderation.appealText }).fill('It was a line of a song.');
  await c.button(moderation.sendAppeal).click();
  await c.page.getByText(moderation.appealStates.open).waitFor();

  // Once the other one has looked at it, they are in again.
  await root.ask('POST', `/moderation/appeals/${decision}`, { outcome: 'overturned', text: 'So it was.' });
  await c.button(c.words.accounts.backToSignIn).click();
  await saysPassword(c);
  await c.page.getByText('Notice board').first().waitFor();
});
