import { moderation as deutsch } from '../src/lib/catalogue/de/moderation';
import { admin } from '../src/lib/catalogue/en/admin';
import { moderation as said } from '../src/lib/catalogue/en/moderation';
import { market } from './moderation';
import type { Person } from './people';
import { PASSWORD, Rest } from './rest';
import type { Scene } from './scenes';
import { people, type World } from './world';

/** A scene at an address: what is waited for there, and what is done then. */
function at(name: string, who: Scene['who'], path: string | ((world: World) => string), until: string, act: (person: Person) => Promise<void> = async () => undefined, more: Partial<Scene> = {}): Scene {
  return {
    name,
    who,
    show: async (person, world) => {
      await person.open(typeof path === 'string' ? path : path(world));
      await person.page.getByRole('main').getByText(until).first().waitFor();
      await act(person);
    },
    ...more,
  };
}

export const moderating: readonly Scene[] = [
  at('moderation', 'ana', '/moderation', 'Candles! Every colour'),
  at('moderation.nothing', 'ana', '/moderation', 'Candles! Every colour', async (p) => {
    await p.page.getByRole('combobox', { name: said.kind }).selectOption('gathering');
    await p.page.getByText(said.nothingFits).waitFor();
  }),
  {
    name: 'moderation.trouble',
    who: 'ana',
    show: async (p) => {
      await p.refuse('/moderation/reports?*', 503);
      await p.open('/moderation');
      await p.page.getByRole('alert').waitFor();
    },
  },
  at('moderation.case', 'ana', ({ moderation: { case: one } }) => `/moderation/cases/${one}`, said.decideLead, async (p) => {
    await p.page.getByRole('radio', { name: said.actMeans.mute }).check();
    await p.page.getByRole('textbox', { name: said.toThem }).fill('Once a week is fine, to those who asked.');
  }),
  at('moderation.case.top', 'ana', ({ moderation: { case: one } }) => `/moderation/cases/${one}`, said.thenAndNow),
  at('moderation.case.warned', 'ana', ({ moderation: { warned } }) => `/moderation/cases/${warned}`, 'Dead animals', async (p) => {
    await p.button(p.words.chat.showAnyway).first().click();
    await p.page.getByText('Fur collars').waitFor();
  }),
  at('moderation.appeals', 'ana', '/moderation/appeals', 'I only wanted the lamp.', undefined, { locale: 'de-DE' }),
  at('moderation.held', 'ana', '/moderation/held', 'Cheap candles, last chance'),
  at('moderation.audit', 'ana', '/moderation/audit', people.cleo.name, async (p) => {
    await p.button(said.verify).click();
    await p.button(said.verifyAgain).waitFor();
  }),
  {
    name: 'moderation.audit.wrong',
    who: 'ana',
    locale: 'de-DE',
    show: async (p) => {
      const wrong = [{ what: 'changed', from: 3, to: 3 }, { what: 'missing', from: 7, to: 19 }, { what: 'unsealed' }];
      await p.page.route('**/api/v1/moderation/audit/verification', (route) => route.fulfill({ json: { whole: false, entries: 40, unverified: 2, wrong } }));
      await p.open('/moderation/audit');
      await p.button(deutsch.verify).click();
      await p.button(deutsch.verifyAgain).waitFor();
    },
  },
  at('decisions', 'ben', '/decisions', said.appealStates.open),
  at('decisions.none', 'sam', '/decisions', said.noReports),
  at('help', 'ana', '/help?region=Austria', 'Telefonseelsorge'),
  {
    name: 'report',
    who: 'ben',
    show: async (p) => {
      await p.open('/');
      await p.openChat(market);
      await p.choose('Candles! Every colour', p.words.page.report);
      await p.dialog.getByRole('button', { name: said.send }).click();
      await p.page.getByText(said.reasonMissing).waitFor();
    },
  },
  {
    name: 'folded',
    who: 'ben',
    show: async (p) => {
      await p.open('/');
      await p.openChat(market);
      await p.message(p.words.page.fromBlocked).waitFor();
      await p.message(p.words.page.fromMuted).getByRole('button', { name: p.words.page.show, exact: true }).click();
    },
  },
  {
    name: 'crisis.offered',
    who: 'nobody',
    show: async (p, { rest }) => {
      // It is offered once a day: to somebody new each time.
      const username = `lou${Date.now()}`;
      const lou = await Rest.register(rest.ana.address, { username, name: 'Lou' });
      const { id } = await lou.group('Notes to myself');
      await p.open('/');
      await p.field(p.words.accounts.login).fill(username);
      await p.field(p.words.accounts.password).fill(PASSWORD);
      await p.button(p.words.accounts.signIn).click();
      await p.chats.waitFor();
      await p.open(`/chats/${id}`);
      await p.write('Some days I can’t go on.');
      await p.page.getByRole('complementary', { name: said.offerTitle }).getByText('Find a Helpline').waitFor();
    },
  },
  {
    name: 'chat.slow.waiting',
    who: 'ben',
    show: async (p, { rest }) => {
      const { id } = await rest.cleo.group('Slow circle', rest.ben);
      await rest.cleo.ask('PATCH', `/chats/${id}`, { slow_seconds: 900 });
      await rest.ben.send(id, 'One thing at a time.');
      await p.open(`/chats/${id}`);
      await p.composer.fill('And another thing');
      await p.page.getByText(/you can send again in \d/).waitFor();
    },
  },
  {
    name: 'chat.slow',
    who: 'ana',
    show: async (p, { chats }) => {
      await p.open(`/chats/${chats.empty}`);
      await p.button(p.words.chat.chatMenu).click();
      await p.menu.getByRole('menuitem', { name: p.words.chat.slowTitle, exact: true }).click();
      await p.dialog.waitFor();
    },
  },
];

export const running: readonly Scene[] = [
  at('admin.people', 'ana', '/admin', people.long.name),
  at('admin.person', 'ana', ({ rest }) => `/admin/people/${rest.ben.id}`, admin.permissionsLead),
  at('admin.person.ways', 'ana', ({ rest }) => `/admin/people/${rest.ben.id}`, admin.waysLead, async (p) => {
    await p.heading(admin.ways).evaluate((heading) => heading.scrollIntoView());
    await p.button(admin.resetPassword).click();
    await p.dialog.waitFor();
  }),
  at('admin.bans', 'ana', '/admin/bans', people.rob.name),
  at('admin.spaces', 'ana', '/admin/spaces', admin.privateSpace),
  at('admin.words', 'ana', '/admin/words', 'cheap candles', undefined, { locale: 'de-DE' }),
  at('admin.crisis', 'ana', '/admin/crisis', 'Somebody to talk to', async (p) => {
    await p.button(admin.changeName('Somebody to talk to')).click();
    await p.dialog.getByText(admin.cardTextHint).waitFor();
  }),
  at('admin.topics', 'ana', '/admin/topics', admin.topicsLead),
  at('admin.storage', 'ana', '/admin/storage', admin.storageOfSpaces),
  at('admin.health', 'ana', '/admin/health', 'SQLite'),
  at('admin.settings', 'ana', '/admin/settings', admin.setBy.environment),
  {
    name: 'admin.trouble',
    who: 'ana',
    show: async (p) => {
      await p.refuse('/admin/health', 503);
      await p.open('/admin/health');
      await p.page.getByRole('alert').waitFor();
    },
  },
];
