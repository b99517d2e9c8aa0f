import type { Person } from './people';
import type { Scene } from './scenes';
import { people, titles, type World } from './world';

type Chats = keyof World['chats'];

/** Opens a chat, and waits for what it says last. */
async function open(person: Person, world: World, chat: Chats): Promise<void> {
  await person.open(`/chats/${world.chats[chat]}`);
  await person.feed.getByRole('article').first().waitFor();
}

/** A scene in a chat of Ana's: the chat, and what she does there. */
function inChat(name: string, chat: Chats, act: (person: Person) => Promise<void> = async () => undefined, locale = 'en-GB'): Scene {
  return {
    name,
    who: 'ana',
    locale,
    show: async (person, world) => {
      await open(person, world, chat);
      await act(person);
    },
  };
}

const list: readonly Scene[] = [
  {
    name: 'chats',
    who: 'ana',
    show: async (p) => {
      await p.open('/');
      await p.chat(people.ben.name).waitFor();
    },
  },
  {
    name: 'chats.german',
    who: 'ana',
    locale: 'de-DE',
    show: async (p) => {
      await p.open('/');
      await p.chat(people.ben.name).waitFor();
    },
  },
  {
    name: 'chats.empty',
    who: 'sam',
    show: async (p) => {
      await p.open('/');
      await p.page.getByText(p.words.chat.quietHere).waitFor();
    },
  },
  {
    name: 'chats.loading',
    who: 'ana',
    show: async (p) => {
      await p.hold('/chats?**');
      await p.open('/');
      await p.chats.getByRole('status').first().waitFor();
    },
  },
  {
    name: 'chats.error',
    who: 'ana',
    show: async (p) => {
      await p.refuse('/chats?**', 503, 'server.unavailable');
      await p.open('/');
      await p.button(p.words.chat.tryAgain).first().waitFor();
    },
  },
  {
    name: 'chats.finding',
    who: 'ana',
    show: async (p) => {
      await p.open('/');
      await p.page.getByRole('searchbox', { name: p.words.chat.findPeopleAndChats }).fill('ma');
      await p.chats.getByRole('button', { name: 'Maximiliana' }).waitFor();
    },
  },
  {
    name: 'chats.new',
    who: 'ana',
    show: async (p) => {
      await p.open('/');
      await p.button(p.words.chat.newChat).first().click();
      await p.dialog.getByRole('searchbox').fill('b');
      await p.dialog.getByRole('button', { name: people.ben.name }).waitFor();
    },
  },
  {
    name: 'chats.new-group',
    who: 'ana',
    show: async (p) => {
      await p.open('/');
      await p.button(p.words.chat.newChat).first().click();
      await p.dialog.getByRole('button', { name: p.words.chat.newGroup }).click();
      await p.dialog.getByRole('searchbox').fill('c');
      await p.dialog.getByRole('button', { name: people.cleo.name }).click();
    },
  },
];

const states: readonly Scene[] = [
  inChat('chat-full', 'ben'),
  inChat('chat-full.newest', 'ben', (p) => p.jumpToLast()),
  inChat('chat-group', 'garden', (p) => p.jumpToLast()),
  inChat('chat-group.first', 'garden', (p) => p.jumpToFirst()),
  inChat('chat-group.german', 'garden', (p) => p.jumpToLast(), 'de-DE'),
  { name: 'chat-empty', who: 'ana', show: async (p, { chats }) => (await p.open(`/chats/${chats.empty}`), p.page.getByText(p.words.chat.nothingYet).waitFor()) },
  inChat('chat-long-names', 'allLong'),
  inChat('chat-right-to-left', 'farid'),
  inChat('chat-code', 'cleo', (p) => p.jumpToFirst()),
  {
    name: 'chat-long-message',
    who: 'ana',
    show: async (p, { chats }) => {
      await p.open(`/chats/${chats.cleo}/messages/5`);
      await p.untilInView(5);
    },
  },
  inChat('chat-warning.open', 'cleo', async (p) => {
    await p.jumpToFirst();
    await p.feed.getByRole('button', { name: p.words.chat.showAnyway }).click();
  }),
  inChat('chat-request', 'nina'),
  {
    name: 'chat-loading',
    who: 'ana',
    show: async (p, { chats }) => {
      await p.hold('/chats/*/messages?**');
      await p.open(`/chats/${chats.ben}`);
      await p.page.getByText(p.words.chat.loadingMessages).waitFor({ state: 'attached' });
    },
  },
  {
    name: 'chat-error',
    who: 'ana',
    show: async (p, { chats }) => {
      await p.refuse('/chats/*/messages?**', 500, 'server.failed');
      await p.open(`/chats/${chats.ben}`);
      await p.button(p.words.chat.tryAgain).waitFor();
    },
  },
  {
    name: 'chat-unknown',
    who: 'ana',
    show: async (p) => {
      p.watch.expect(/status of 404/);
      await p.open('/chats/0196a2f0-7c1e-7b5a-9d59-3f0c2a6e8b11');
      await p.page.getByRole('main').getByText(p.words.chat.backToChats).waitFor();
    },
  },
  inChat('chat-offline', 'garden', async (p) => {
    await p.goOffline();
    await p.write('Written in a tunnel');
    await p.message('Written in a tunnel').getByText(p.words.chat.waitingForConnection).waitFor();
    await p.page.getByText(p.words.chat.noConnection).waitFor();
  }),
  inChat('chat-failed-send', 'garden', async (p) => {
    await p.refuse('/chats/*/messages', 403, 'chat.not_allowed');
    await p.write('This one isn’t taken');
    await p.message('This one isn’t taken').getByRole('button', { name: p.words.chat.discard }).waitFor();
  }),
];

const acts: readonly Scene[] = [
  inChat('message-menu', 'garden', async (p) => {
    await p.jumpToLast();
    await p.openMenu('Sure, @ben');
  }),
  inChat('message-emoji', 'garden', async (p) => {
    await p.jumpToLast();
    await p.choose('Sure, @ben', p.words.chat.moreReactions);
    await p.page.getByRole('searchbox', { name: p.words.page.findEmoji }).waitFor();
  }),
  inChat('message-reply', 'garden', async (p) => {
    await p.jumpToLast();
    await p.choose('could you open the shed', p.words.chat.reply);
    await p.composer.fill('With pleasure.\n\nAnything else that I should bring?');
  }),
  inChat('message-edit', 'garden', async (p) => {
    await p.jumpToLast();
    await p.choose('Sure, @ben', p.words.chat.edit);
    await p.page.getByText(p.words.chat.editing).waitFor();
  }),
  inChat('message-deleted', 'garden', async (p) => {
    await p.hold('/chats/*/messages/*');
    await p.jumpToLast();
    await p.choose('Sure, @ben', p.words.chat.delete);
    await p.button(p.words.chat.undo).waitFor();
  }),
  inChat('message-warning', 'garden', async (p) => {
    await p.button(p.words.chat.contentWarning).last().click();
    await p.field(p.words.chat.contentWarning).fill('Slugs');
    await p.composer.fill('You don’t want to know what I found in the lettuce.');
  }),
  inChat('message-mention', 'garden', async (p) => {
    await p.composer.pressSequentially('Ask @');
    await p.page.getByRole('listbox').waitFor();
  }),
  inChat('message-too-long', 'garden', (p) => p.composer.fill('A little too much. '.repeat(530))),
  inChat('chat-menu', 'garden', async (p) => {
    await p.button(p.words.chat.chatMenu).click();
    await p.menu.waitFor();
  }),
  inChat('chat-members', 'garden', (p) => showPanel(p, p.words.chat.showMembers, people.cleo.name)),
  inChat('chat-pins', 'garden', (p) => showPanel(p, p.words.chat.pinnedMessages, people.cleo.name)),
  inChat('chat-find', 'garden', async (p) => {
    await p.button(p.words.chat.chatMenu).click();
    await p.menu.getByRole('menuitem', { name: p.words.chat.findInChat }).click();
    await p.page.getByRole('complementary').getByRole('searchbox').fill('bring');
    await p.results.first().waitFor();
  }),
  inChat('chat-leave', 'reading', async (p) => {
    await p.button(p.words.chat.chatMenu).click();
    await p.menu.getByRole('menuitem', { name: p.words.chat.leaveGroup }).click();
    await p.dialog.getByText(titles.reading).waitFor();
  }),
  { name: 'search', who: 'ana', show: (p) => p.open('/search') },
  {
    name: 'search.results',
    who: 'ana',
    show: async (p) => {
      await p.search('oven');
      await p.results.first().waitFor();
    },
  },
  {
    name: 'search.nothing',
    who: 'ana',
    show: async (p) => {
      await p.search('zeppelin');
      await p.page.getByText(p.words.chat.nothingFound).waitFor();
    },
  },
  {
    name: 'search.jump',
    who: 'ana',
    show: async (p, { chats }) => {
      await p.open(`/chats/${chats.ben}/messages/20`);
      await p.untilInView(20);
    },
  },
];

async function showPanel(p: Person, what: string, until: string): Promise<void> {
  await p.button(p.words.chat.chatMenu).click();
  await p.menu.getByRole('menuitem', { name: what }).click();
  await p.page.getByRole('complementary').getByText(until).first().waitFor();
}

export const conversations: readonly Scene[] = [...list, ...states, ...acts];
