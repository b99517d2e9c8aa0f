import { media } from '../src/lib/catalogue/en/media';
import type { Person } from './people';
import { photo } from './photos';
import type { Scene } from './scenes';
import type { World } from './world';

/** Chooses a profile picture, which is then to be cut out. */
async function crop(person: Person, part: string): Promise<void> {
  await person.open('/settings/profile');
  await person.chooses(person.page.getByRole('region', { name: part }), photo('Holiday', 1200, 800, 0.7));
  await person.dialog.getByRole('application').and(person.page.locator('[aria-busy=false]')).waitFor();
}

async function inPhotos(person: Person, world: World): Promise<void> {
  await person.open(`/chats/${world.chats.photos}`);
  await person.untilSharp(person.at(2));
}

async function choosePictures(person: Person): Promise<void> {
  await person.drops(person.page.locator('main'), photo('One', 900, 600, 0.2), photo('Two', 600, 900, 0.6), photo('Three', 1600, 700, 0.9));
  await person.page.getByRole('list', { name: media.chosen }).waitFor();
}

const inChats: readonly Scene[] = [
  { name: 'chat.pictures', who: 'ana', show: inPhotos },
  {
    name: 'chat.pictures-first',
    who: 'ana',
    show: async (p, world) => {
      await inPhotos(p, world);
      await p.jumpToFirst();
      await p.untilSharp(p.at(1), 5);
    },
  },
  {
    name: 'chat.pictures-tools',
    who: 'ana',
    show: async (p, world) => {
      await inPhotos(p, world);
      await p.at(3).hover();
    },
  },
  {
    name: 'chat.pictures-lightbox',
    who: 'ana',
    show: async (p, world) => {
      await inPhotos(p, world);
      await p.jumpToFirst();
      await p.untilSharp(p.at(1), 5);
      await p.at(1).getByRole('button', { name: /without a wave/ }).click();
      await p.untilSharp(p.dialog.locator('.stage'));
    },
  },
  {
    name: 'chat.pictures-chosen',
    who: 'ana',
    show: async (p, world) => {
      await inPhotos(p, world);
      await choosePictures(p);
      await p.page.locator('li[aria-busy=false]').nth(2).waitFor();
    },
  },
  {
    name: 'chat.pictures-on-their-way',
    who: 'ana',
    show: async (p, world) => {
      await p.hold('/media');
      await inPhotos(p, world);
      await choosePictures(p);
    },
  },
  {
    name: 'chat.pictures-refused',
    who: 'ana',
    show: async (p, world) => {
      await p.refuse('/media', 413, 'media.too_large');
      await inPhotos(p, world);
      await choosePictures(p);
      await p.page.getByRole('button', { name: media.tryAgain('') }).nth(2).waitFor();
    },
  },
  {
    name: 'chat.pictures-describe',
    who: 'ana',
    show: async (p, world) => {
      await inPhotos(p, world);
      await choosePictures(p);
      await p.button(media.describe(media.numbered(2, 3))).click();
      await p.dialog.getByRole('textbox').fill('A hill in the evening');
    },
  },
  {
    name: 'chat.pictures-sending',
    who: 'ana',
    show: async (p, world) => {
      await p.hold('/media');
      await inPhotos(p, world);
      await choosePictures(p);
      await p.write('These are the best ones.');
      await p.message('These are the best ones.').getByText(p.words.chat.uploading(0)).waitFor();
    },
  },
];

export const pictures: readonly Scene[] = [
  ...inChats,
  {
    name: 'person.pictures',
    who: 'ana',
    show: async (p, { rest }) => {
      await p.open(`/people/${rest.ben.id}`);
      await p.untilSharp(p.page.locator('main'), 2);
    },
  },
  {
    name: 'person.lightbox',
    who: 'ana',
    show: async (p, { rest }) => {
      await p.open(`/people/${rest.ben.id}`);
      await p.page.locator('main header button').click();
      await p.untilSharp(p.dialog.locator('.stage'));
    },
  },
  { name: 'settings.picture-crop', who: 'ana', show: (p) => crop(p, p.words.accounts.picture) },
  { name: 'settings.cover-crop', who: 'ana', show: (p) => crop(p, p.words.accounts.cover) },
  {
    name: 'settings.picture-refused',
    who: 'ana',
    show: async (p) => {
      await crop(p, p.words.accounts.picture);
      await p.refuse('/media', 409, 'media.quota_reached');
      await p.dialog.getByRole('button', { name: media.use }).click();
      await p.page.getByText(p.words.problems.codes['media.quota_reached']).waitFor();
    },
  },
  {
    name: 'settings.picture-on-its-way',
    who: 'ana',
    show: async (p) => {
      await crop(p, p.words.accounts.cover);
      await p.hold('/media');
      await p.dialog.getByRole('button', { name: media.use }).click();
      await p.page.getByRole('progressbar').waitFor();
    },
  },
];
