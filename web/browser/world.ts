import { makeGatherings, type WorldOfGatherings } from './gatherings';
import type { House } from './house';
import { makeModeration, type WorldOfModeration } from './moderation';
import { makePlans, type WorldOfPlans } from './plans';
import { photo, type Photo } from './photos';
import type { Identity, Rest } from './rest';
import { makeSpaces, type WorldOfSpaces } from './spaces';

export const people = {
  ana: { username: 'ana', name: 'Ana Lindqvist' },
  ben: { username: 'ben', name: 'Ben Okafor' },
  cleo: { username: 'cleo', name: 'Cléo Marchand' },
  farid: { username: 'farid', name: 'فريد الحسيني' },
  long: { username: 'maximiliana.of.the.long.names', name: 'Maximiliana Wolfeschlegelsteinhausenbergerdorff-Featherstonehau' },
  nina: { username: 'nina', name: 'Nina Novák' },
  rob: { username: 'rob', name: 'Rob Brandt' },
  sam: { username: 'sam', name: 'Sam' },
} satisfies Record<string, Identity>;
export type Name = keyof typeof people;

export const titles = {
  garden: 'Garden crew',
  reading: 'Reading circle',
  allLong: 'The friends of very long group titles, which nobody could ever read to the end on a narrow phone',
  empty: 'Bicycle kitchen',
  photos: 'Photos of the summer',
};

/** A day in the life of a small community: something of everything that the page shows. */
export interface World {
  rest: Record<Name, Rest>;
  /** Ids of chats. */
  chats: { ben: string; cleo: string; farid: string; garden: string; reading: string; allLong: string; empty: string; nina: string; photos: string };
  spaces: WorldOfSpaces;
  gatherings: WorldOfGatherings;
  plans: WorldOfPlans;
  moderation: WorldOfModeration;
}

const verse = 'The kettle sings, the window steams, and somebody is telling how the neighbour’s goat came in through the kitchen door. ';
const code = 'This is how I count them:\n\n```python\ndef count(words):\n    """How often each word occurs, and where it first did, in one pass over everything."""\n    seen = {}\n    for place, word in enumerate(words):\n        seen.setdefault(word.lower(), []).append(place)\n    return {word: (len(places), places[0]) for word, places in seen.items()}\n```\n\nThen `count(text.split())`.';
const markdown = 'Three things for **Saturday**, *weather permitting*:\n\n1. Bring gloves\n2. ~~Bring the ladder~~ Tom has it\n3. Read [the plan](https://garden.example/plan)\n\n> Water early, or not at all.\n\n- tomatoes\n- beans, the ones from @cleo';

/** Makes the world by REST. Ana is the one whose eyes it is seen with; Sam is new and knows nobody; Nina is a stranger to Ana. */
export async function makeWorld(home: House): Promise<World> {
  const code_ = new URL(await home.hearth.setUpLink()).searchParams.get('code')!;
  const rest = { ana: await home.register(people.ana, code_) } as World['rest'];
  for (const name of Object.keys(people) as Name[]) rest[name] ??= await home.register(people[name]);
  const { ana, ben, cleo, farid, long, nina } = rest;

  await showPictures(rest);
  const garden = await ben.group(titles.garden, ana, cleo, farid, long);
  await talkInTheGarden(garden.id, rest);
  const reading = await cleo.group(titles.reading, ana, ben);
  await cleo.send(reading.id, 'Chapter seven by Thursday?');
  await ben.send(reading.id, 'Already there. No spoilers, @ana!');
  const allLong = await long.group(titles.allLong, ana, farid);
  await long.send(allLong.id, verse.repeat(4).trim());
  const empty = await ana.group(titles.empty, ben);
  const photos = await cleo.group(titles.photos, ana, ben);
  await talkInPictures(photos.id, rest);
  const withFarid = await farid.direct(ana);
  await talkInArabic(withFarid.id, rest);
  const withCleo = await cleo.direct(ana);
  await specialMessages(withCleo.id, rest);
  const withNina = await nina.ask<{ id: string }>('POST', '/chats', { kind: 'direct', with: ana.id });
  await nina.send(withNina.id, 'Hello! Ben said that you know about beehives?');
  const withBen = await ben.direct(ana);
  for (let day = 1; day <= 60; day++) await (day % 3 || day > 52 ? ben : ana).send(withBen.id, day % 7 === 0 ? verse.trim() : `${day} jars are filled${day % 5 ? '' : ', and two more are in the oven'}.`);
  await ana.ask('PUT', `/chats/${withBen.id}/read`, { number: 51 });
  await ana.ask('PUT', `/chats/${withCleo.id}/read`, { number: 9 });

  const spaces = await makeSpaces(rest);
  const [gatherings, plans] = [await makeGatherings(rest, spaces), await makePlans(rest)];
  return { rest, spaces, gatherings, plans, moderation: await makeModeration(rest, spaces.calm), chats: { ben: withBen.id, cleo: withCleo.id, farid: withFarid.id, garden: garden.id, reading: reading.id, allLong: allLong.id, empty: empty.id, nina: withNina.id, photos: photos.id } };
}

async function showPictures({ ana, ben }: World['rest']): Promise<void> {
  await ana.ask('PUT', '/me/picture', { media_id: await ana.upload(photo('Ana', 600, 600, 0.9)) });
  await ben.ask('PUT', '/me/picture', { media_id: await ben.upload(photo('Ben', 600, 600, 0.1)) });
  await ben.ask('PUT', '/me/cover', { media_id: await ben.upload(photo('Lake', 1500, 500, 0.5)) });
}

async function talkInPictures(chat: string, { ana, ben, cleo }: World['rest']): Promise<void> {
  const upload = async (who: Rest, ...photos: [Photo, string?][]) => {
    const all: object[] = [];
    for (const [one, caption] of photos) all.push({ media_id: await who.upload(one), ...(caption && { caption }) });
    return all;
  };
  await cleo.send(chat, 'From the lake, all of you!', {
    attachments: await upload(cleo, [photo('Morning', 1200, 800, 0.1), 'The lake in the morning, without a wave'], [photo('Noon', 700, 1000, 0.3)], [photo('Evening', 1600, 700, 0.8)], [photo('Night', 900, 900, 0.95)], [photo('Tent', 1000, 750, 0.6)]),
  });
  await ben.send(chat, '', { attachments: await upload(ben, [photo('Tree', 700, 1100, 0.4)]) });
  await ana.send(chat, 'Mine is *wider*.', { attachments: await upload(ana, [photo('Wide', 2000, 700, 0.7)]), reply_to: 2 });
  await ben.send(chat, '', { attachments: await upload(ben, [photo('One', 900, 600, 0.2)], [photo('Two', 600, 900, 0.5)]), content_warning: 'Spiders' });
}

async function talkInTheGarden(chat: string, { ana, ben, cleo, farid, long }: World['rest']): Promise<void> {
  await ben.send(chat, 'Morning all. The water butt is full again.');
  await cleo.send(chat, 'Wonderful! I was afraid for the beans.');
  await cleo.send(chat, markdown);
  await ana.send(chat, 'I’ll bring gloves for everybody.', { reply_to: 3 });
  await farid.send(chat, 'سأحضر الشاي والتمر للجميع يوم السبت إن شاء الله');
  await long.send(chat, 'And I a cake. Or two. Depends on the hens.');
  await ben.send(chat, '@ana could you open the shed at nine?');
  await ana.send(chat, 'Sure, @ben. Key’s on its hook.', { reply_to: 7 });
  await cleo.send(chat, '🌻🐝');
  await ben.send(chat, 'wrong chat, sorry');
  await ben.ask('DELETE', `/chats/${chat}/messages/10`);
  await ana.ask('PATCH', `/chats/${chat}/messages/8`, { text: 'Sure, @ben. Key’s on its hook, left of the door.' });
  for (const [who, number, emoji] of [[ana, 1, '👍'], [cleo, 1, '👍'], [long, 1, '💧'], [ben, 6, '🎂'], [cleo, 6, '🎂'], [ana, 6, '😍'], [farid, 6, '🎂'], [farid, 4, '❤️']] as const) await who.react(chat, number, emoji);
  await ben.ask('PUT', `/chats/${chat}/pins/3`);
}

async function talkInArabic(chat: string, { ana, farid }: World['rest']): Promise<void> {
  await farid.send(chat, 'مرحبا آنا! كيف كانت الرحلة؟ وصلت الصور وهي **رائعة**.');
  await ana.send(chat, 'Lovely, thank you! تشرفنا');
  await farid.send(chat, 'الأسعار:\n\n1. خبز\n2. زيتون (500 g)\n3. جبن Halloumi');
  await farid.send(chat, 'שלום גם מנועה, she sends regards.', { reply_to: 3 });
}

async function specialMessages(chat: string, { ana, cleo }: World['rest']): Promise<void> {
  await cleo.send(chat, code);
  await cleo.send(chat, '👩🏽‍🚀🎉');
  await ana.send(chat, 'The ending of chapter seven is the lighthouse keeper’s brother.', { content_warning: 'Spoiler for chapter seven' });
  await cleo.send(chat, `https://a-very-long-address.example/${'path-without-any-space/'.repeat(12)}end`);
  await cleo.send(chat, `${'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(6)}`);
  await cleo.send(chat, verse.repeat(100).slice(0, 10_000).trim());
  await ana.send(chat, 'I’ll read that when there’s time!', { reply_to: 7 });
  await cleo.send(chat, 'It was only a test.');
  await cleo.send(chat, 'Are you coming tonight?');
  await cleo.send(chat, 'There’s soup.');
}
