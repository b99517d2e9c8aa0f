import { spaces as de } from '../src/lib/catalogue/de/spaces';
import { spaces as en } from '../src/lib/catalogue/en/spaces';
import type { Person } from './people';
import type { Scene } from './scenes';
import { names } from './spaces';
import { people, type World } from './world';

type Path = (world: World) => string;

/** A scene of Ana's at an address: what is waited for there, and what she does then. */
function at(name: string, path: string | Path, until: string, act: (person: Person) => Promise<void> = async () => undefined, more: Partial<Scene> = {}): Scene {
  return {
    name,
    who: 'ana',
    show: async (person, world) => {
      await person.open(typeof path === 'string' ? path : path(world));
      await person.page.getByText(until).last().waitFor({ state: 'attached' });
      await act(person);
    },
    ...more,
  };
}

const german = { locale: 'de-DE' };

const mine: readonly Scene[] = [
  at('spaces', '/spaces', names.calm),
  at('spaces.german', '/spaces', names.calm, undefined, german),
  at('spaces.empty', '/spaces', en.noneYet, undefined, { who: 'sam' }),
  {
    name: 'spaces.loading',
    who: 'ana',
    show: async (p) => {
      await p.hold('/spaces?**');
      await p.open('/spaces');
      await p.page.getByRole('navigation', { name: en.mySpaces }).getByRole('status').waitFor();
    },
  },
  {
    name: 'spaces.error',
    who: 'ana',
    show: async (p) => {
      await p.refuse('/spaces?**', 503, 'server.unavailable');
      await p.open('/spaces');
      await p.button(p.words.page.tryAgain).waitFor();
    },
  },
  at('spaces.new', '/spaces/new', en.whatKind),
  at('spaces.new-community', '/spaces/new', en.whatKind, async (p) => {
    await p.page.getByRole('radio', { name: en.communityKind }).check();
    await p.field(en.name).fill('Bread and roses');
    await p.page.getByRole('combobox', { name: en.topic }).selectOption('food');
  }),
  at('spaces.new-mistakes', '/spaces/new', en.whatKind, async (p) => {
    await p.page.getByRole('radio', { name: en.communityKind }).check();
    await p.button(en.makeSpace).click();
    await p.page.locator('[aria-invalid]').first().waitFor();
  }),
  at('spaces.new-german', '/spaces/new', de.whatKind, (p) => p.page.getByRole('radio', { name: de.communityKind }).check(), german),
];

const directory: readonly Scene[] = [
  at('discover', '/discover', names.books),
  at('discover.german', '/discover', names.books, undefined, german),
  at('discover.filtered', '/discover?topic=anxiety&country=Austria', names.calm, (p) => p.page.getByText(en.found(1, false)).waitFor()),
  at('discover.nothing', '/discover?topic=ptsd&city=Atlantis', en.nothingFits),
  {
    name: 'discover.error',
    who: 'ana',
    show: async (p) => {
      await p.refuse('/spaces/directory?**', 503, 'server.unavailable');
      await p.open('/discover');
      await p.button(p.words.page.tryAgain).waitFor();
    },
  },
  at('community.open', ({ spaces }) => `/spaces/${spaces.books}`, en.joinTitle),
  at('community.other-name', ({ spaces }) => `/spaces/${spaces.books}`, en.joinTitle, (p) => p.page.getByRole('checkbox', { name: en.beKnown }).check()),
  at('community.rules-missing', ({ spaces }) => `/spaces/${spaces.books}`, en.joinTitle, async (p) => {
    await p.button(en.join).click();
    await p.page.getByText(en.acceptRulesMissing).waitFor();
  }),
  at('community.approval', ({ spaces }) => `/spaces/${spaces.calm}`, en.askTitle, undefined, { who: 'sam' }),
  at('community.requested', ({ spaces }) => `/spaces/${spaces.sea}`, en.requestWaits),
  at('community.banned', ({ spaces }) => `/spaces/${spaces.chess}`, en.banReason('Too good.')),
  {
    name: 'space.unknown',
    who: 'sam',
    show: async (p, { spaces }) => {
      p.watch.expect(/status of 404/);
      await p.open(`/spaces/${spaces.family}`);
      await p.page.getByText(p.words.problems.codes['spaces.no_such_space']).waitFor();
    },
  },
];

const calm = (part: string): Path => ({ spaces }) => `/spaces/${spaces.calm}${part}`;

const inside: readonly Scene[] = [
  at('space.chats', calm(''), 'Walks by the river'),
  at('space.chats-german', calm('/chats'), 'Walks by the river', undefined, german),
  at('space.no-chats', ({ spaces }) => `/spaces/${spaces.family}`, en.noChats),
  at('space.new-chat', calm(''), 'Walks by the river', async (p) => {
    await p.button(en.newChat).click();
    await p.dialog.waitFor();
  }),
  at('space.other-name', ({ spaces }) => `/spaces/${spaces.moths}/members`, 'Grey Owl'),
  at('space.rename-me', ({ spaces }) => `/spaces/${spaces.moths}/members`, 'Grey Owl', async (p) => {
    await p.button(en.changeKnown).click();
    await p.dialog.waitFor();
  }),
  at('space.pictures', ({ spaces }) => `/spaces/${spaces.family}/settings`, en.cover, (p) => p.untilSharp(p.page.locator('main'), 2)),
  at('space.about', calm('/about'), en.approvalMeans),
  at('space.members', calm('/members'), people.long.name),
  at('space.member-menu', calm('/members'), people.long.name, async (p) => {
    await p.button(en.changeMember(people.ben.name)).click();
    await p.menu.waitFor();
  }),
  at('space.ban', calm('/members'), people.long.name, async (p) => {
    await p.button(en.changeMember(people.long.name)).click();
    await p.menu.getByRole('menuitem', { name: en.banAction }).click();
    await p.dialog.waitFor();
  }),
  at('space.hand-over', calm('/members'), people.long.name, async (p) => {
    await p.button(en.changeMember(people.ben.name)).click();
    await p.menu.getByRole('menuitem', { name: en.handOverTo }).click();
    await p.dialog.waitFor();
  }),
  at('space.requests', calm('/requests'), 'I’d like to listen at first.'),
  at('space.bans', calm('/bans'), people.cleo.name),
  at('space.invitations', calm('/invitations'), en.aLink),
  at('space.link', ({ spaces }) => `/spaces/${spaces.family}/invitations`, en.openInvitations, async (p) => {
    await p.button(en.makeLink).click();
    await p.field(en.linkInto(names.family)).waitFor();
  }),
  at('space.settings', calm('/settings'), en.deleteHint),
  at('space.delete', calm('/settings'), en.deleteHint, async (p) => {
    await p.button(en.deleteAction).click();
    await p.field(en.typeName(names.calm)).waitFor();
  }),
  at('space.menu', calm(''), 'Walks by the river', async (p) => {
    await p.button(en.moreAbout).click();
    await p.menu.waitFor();
  }),
  at('space.leave-as-owner', calm(''), 'Walks by the river', async (p) => {
    await p.button(en.moreAbout).click();
    await p.menu.getByRole('menuitem', { name: en.leave }).click();
    await p.dialog.waitFor();
  }),
  at('invited-to-space', ({ spaces }) => `/invited/${spaces.invitation}`, en.invitedYou(people.cleo.name)),
  at('invited-to-space.by-link', ({ spaces }) => `/invited?code=${spaces.code}`, en.invitedYou(people.ben.name)),
  {
    name: 'invited-to-space.over',
    who: 'ana',
    show: async (p) => {
      p.watch.expect(/status of 404/);
      await p.open('/invited?code=of-yesterday');
      await p.heading(en.invitationOver).waitFor();
    },
  },
  {
    name: 'chat-in-space',
    who: 'ana',
    show: async (p, { spaces }) => {
      await p.open(`/chats/${spaces.evening}`);
      await p.page.getByRole('link', { name: p.words.chat.inSpace(names.calm) }).waitFor();
    },
  },
];

export const places: readonly Scene[] = [...mine, ...directory, ...inside];
