import { photo } from './photos';
import type { World } from './world';

/** What becomes of a community now and then: words that don't go, reports, a decision, a ban, help lines. */
export interface WorldOfModeration {
  /** A case that is open, with three reports and a note. */
  case: string;
  /** A case about what has a content warning. */
  warned: string;
}

export const market = 'Flea market';

/** Ana runs the server, Cléo moderates; Ben reported, was decided about, blocked one and muted another. */
export async function makeModeration(rest: World['rest'], space: string): Promise<WorldOfModeration> {
  const { ana, ben, rob } = rest;
  const chat = await talkAtTheMarket(rest);
  const found = await reportsOf(rest, chat, space);
  await decide(rest, found);
  await prepare(rest);
  const candles = await rob.enclosed([photo('Candles', 900, 600, 0.1), 'Candles in a box']);
  await rob.send(chat, 'Cheap candles, last chance', { attachments: candles }).catch(() => undefined);
  await ben.ask('PUT', `/blocks/${rest.long.id}`, {});
  await ben.ask('PUT', `/mutes/${rest.farid.id}`, {});
  await ana.ask('PUT', `/accounts/${rob.id}/ban`, { reason: 'Threats, after two warnings.', until: '2199-01-01T00:00:00Z' });
  return { case: found('Candles'), warned: found('fox') };
}

async function talkAtTheMarket({ ana, ben, cleo, farid, long, rob }: World['rest']): Promise<string> {
  const { id } = await long.group(market, ben, farid, rob, cleo, ana);
  await farid.send(id, 'Who has a lamp to give away?');
  await rob.send(id, 'Candles! Every colour, every size, three for the price of two. Write to me, all of you, today!');
  await long.send(id, 'That is the fourth time today.');
  await ben.send(id, 'I’d buy the whole flat of whoever has the green lamp. Who lives at Rosengasse 7?');
  await rob.send(id, 'Fur collars, real fox, from the trap in my own wood.', { content_warning: 'Dead animals' });
  return id;
}

/** Reports, as those who moderate find them. Answers with what leads from words of a case to its id. */
async function reportsOf({ ana, ben, farid, long, rob }: World['rest'], chat: string, space: string): Promise<(words: string) => string> {
  const report = (who: typeof ana, subject: object, reason: string, text = '') => who.ask('POST', '/reports', { subject, reason, ...(text && { text }) });
  const [candles, address] = [{ kind: 'message', chat_id: chat, number: 2 }, { kind: 'message', chat_id: chat, number: 4 }];
  await report(ben, candles, 'spam', 'Four times today. Could somebody have a word?');
  await report(farid, candles, 'harassment');
  await report(long, candles, 'spam');
  await report(farid, address, 'privacy');
  await report(ben, { kind: 'message', chat_id: chat, number: 5 }, 'violence');
  await report(farid, { kind: 'account', account_id: rob.id }, 'other', 'Writes to everybody who joins.');
  await report(ben, { kind: 'space', space_id: space }, 'other', 'Somebody should look after the evenings in August.');
  const { items } = await ana.ask<{ items: { id: string; excerpt: string }[] }>('GET', '/moderation/reports');
  return (words) => items.find(({ excerpt }) => excerpt.includes(words))!.id;
}

async function decide({ ana, ben, cleo }: World['rest'], found: (words: string) => string): Promise<void> {
  await ana.ask('PATCH', `/accounts/${cleo.id}`, { role: 'moderator' });
  await cleo.ask('PUT', `/moderation/reports/${found('Candles')}/claim`);
  await cleo.ask('POST', `/moderation/reports/${found('Candles')}/notes`, { text: 'I’ll write to him first. He may not know that he wrote to all.' });
  await cleo.ask('POST', `/moderation/reports/${found('Candles')}/second-opinion`);
  await cleo.ask('DELETE', `/moderation/reports/${found('Candles')}/claim`);
  await cleo.ask('POST', `/moderation/reports/${found('Rosengasse')}/decisions`, { act: 'hide', reason: 'privacy', message: 'You couldn’t know, but somebody lives there who doesn’t want to be found.' });
  const { items } = await ben.ask<{ items: { id: string }[] }>('GET', '/decisions');
  await ben.ask('POST', `/decisions/${items[0]!.id}/appeal`, { text: 'I only wanted the lamp. Could it come back without the address?' });
}

async function prepare({ ana }: World['rest']): Promise<void> {
  await ana.ask('PUT', '/admin/words', {
    words: [
      { word: 'cheap candles', act: 'hold', whole: true },
      { word: 'snallygaster', act: 'refuse', whole: true },
      { word: 'dunderhead', act: 'warn', whole: false },
    ],
  });
  await ana.ask('PUT', '/admin/crisis', {
    phrases: ['can’t go on', 'end it all'],
    cards: [
      {
        region: 'Austria',
        title: 'Somebody to talk to',
        text: 'You needn’t give your name, and nothing has to have happened.',
        lines: [
          { name: 'Telefonseelsorge', phone: '142', url: 'https://www.telefonseelsorge.at', hours: 'Day and night' },
          { name: 'Rat auf Draht, for who is young', phone: '147', hours: 'Day and night' },
        ],
      },
      { region: 'Sweden', title: 'Någon som lyssnar', text: 'Du är inte ensam.', lines: [{ name: 'Jourhavande medmänniska', phone: '08-702 16 80', hours: '21–06' }] },
      { region: '', title: 'Wherever you are', text: 'Help lines of many countries.', lines: [{ name: 'Find a Helpline', url: 'https://findahelpline.com' }] },
    ],
  });
}
