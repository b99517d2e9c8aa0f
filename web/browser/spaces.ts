import { photo } from './photos';
import type { Rest } from './rest';
import { shareInFamily } from './shared';
import type { Schemas } from '../src/lib/api';
import type { World } from './world';

type Space = Schemas['Space'];
type Invitation = Schemas['SpaceInvitation'];

export const names = {
  family: 'The Lindqvists',
  calm: 'Calm corner',
  books: 'Night readers',
  allLong: 'The society of friends of very long names of communities, which nobody reads to the end',
  sea: 'By the sea',
  chess: 'Chess after work',
  choir: 'Choir trip',
  moths: 'Moths by the lamp',
};

/** Ids of spaces, and what leads into some. */
export interface WorldOfSpaces {
  family: string;
  calm: string;
  books: string;
  sea: string;
  chess: string;
  /** Where Ana is invited to by name. */
  invitation: string;
  /** Leads Ana into a private space. */
  code: string;
  /** A chat in the calm corner. */
  evening: string;
  /** Where Ana goes by another name. */
  moths: string;
}

const rules = 'Be kind, and listen first.\n\nWhat is said here stays here.\n\nNo advice unless somebody asks for it.';

/** Spaces of all kinds, and in each state that Ana can see one in. */
export async function makeSpaces(rest: World['rest']): Promise<WorldOfSpaces> {
  const { ana, ben, cleo, farid, long, nina } = rest;
  const family = await make(ana, { visibility: 'private', name: names.family, description: 'Birthdays, photos, and who brings the cake.' });
  for (const one of [ben, cleo]) await one.ask('POST', `/space-codes/${await code(ana, family)}`, { accept_rules: true });

  await shareInFamily(family, rest);

  const calm = await community(ana, names.calm, 'anxiety', 'Austria', 'Vienna', { joining: 'approval', rules, description: 'For everybody whose thoughts race at night. We talk in the evening, and nobody has to say anything.' });
  for (const one of [ben, long]) await one.ask('POST', `/space-codes/${await code(ana, calm)}`, { accept_rules: true });
  await ana.ask('PUT', `/spaces/${calm}/members/${ben.id}`, { role: 'admin' });
  await farid.ask('POST', `/spaces/${calm}/join`, { accept_rules: true, message: '' });
  await nina.ask('POST', `/spaces/${calm}/join`, { accept_rules: true, message: 'Hello! Ben told me about your evenings. I’d like to listen at first.' });
  await ana.ask('PUT', `/spaces/${calm}/bans/${cleo.id}`, { reason: 'Wouldn’t stop selling candles.', until: '2199-01-01T00:00:00Z' });
  const evening = await inSpace(ana, calm, 'Evening round', { joining: 'open' });
  await ana.send(evening, 'Tea is on.');
  const walks = await inSpace(ben, calm, 'Walks by the river', { joining: 'open' });
  await ben.send(walks, 'Sunday at ten?');
  const small = await inSpace(ben, calm, 'Small circle', { joining: 'open', capacity: 2 });
  await long.ask('POST', `/chats/${small}/join`);
  await inSpace(ana, calm, 'For the admins', { joining: 'invitation' });

  const books = await community(ben, names.books, 'books', 'Sweden', 'Malmö', { rules: 'One book a month.\n\nNo spoilers before the last Friday.', description: 'We read at night, and talk about it in the morning.' });
  await community(long, names.allLong, 'other', 'New Zealand', '', { description: 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(6) });
  const sea = await community(nina, names.sea, 'nature', 'Portugal', 'Porto', { joining: 'approval', description: 'Whoever misses the sea.' });
  await ana.ask('POST', `/spaces/${sea}/join`, { accept_rules: true, message: '' });
  const chess = await community(farid, names.chess, 'games', 'Austria', 'Graz', {});
  await farid.ask('PUT', `/spaces/${chess}/bans/${ana.id}`, { reason: 'Too good.', until: '2199-01-01T00:00:00Z' });

  const choir = await make(cleo, { visibility: 'private', name: names.choir, rules: 'Sing.' });
  const invitation = await cleo.ask<Invitation>('POST', `/spaces/${choir}/invitations`, { username: 'ana' });
  const moths = await community(cleo, names.moths, 'grief', '', '', { description: 'For whoever would rather not say who they are.' });
  await ana.ask('POST', `/spaces/${moths}/join`, { accept_rules: true, display_name: 'Silent Moth' });
  await ben.ask('POST', `/spaces/${moths}/join`, { accept_rules: true, display_name: 'Grey Owl' });
  await ana.ask('PUT', `/spaces/${family}/picture`, { media_id: await ana.upload(photo('Cake', 600, 600, 0.8)) });
  await ana.ask('PUT', `/spaces/${family}/cover`, { media_id: await ana.upload(photo('Lake', 1500, 500, 0.4)) });
  const trip = await make(ben, { visibility: 'private', name: 'Bicycle trip', description: 'Along the Danube, in May.' });
  return { family, calm, books, sea, chess, invitation: invitation.id, code: await code(ben, trip), evening, moths };
}

export async function make(owner: Rest, wanted: object): Promise<string> {
  return (await owner.ask<Space>('POST', '/spaces', wanted)).id;
}

export function community(owner: Rest, name: string, topic: string, country: string, city: string, more: object): Promise<string> {
  return make(owner, { visibility: 'community', name, topic, country, city, ...more });
}

/** A code that leads into a space. */
export async function code(admin: Rest, space: string): Promise<string> {
  return (await admin.ask<Invitation>('POST', `/spaces/${space}/invitations`, { uses: 5 })).code!;
}

export async function inSpace(who: Rest, space: string, title: string, more: object): Promise<string> {
  return (await who.ask<Schemas['Chat']>('POST', '/chats', { kind: 'group', title, members: [], space_id: space, ...more })).id;
}
