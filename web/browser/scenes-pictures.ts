import { media } from '../src/lib/catalogue/en/media';
import type { Person } from './people';
import { photo } from './photos';
import type { Scene } from './scenes';

/** Chooses a profile picture, which is then to be cut out. */
async function crop(person: Person, part: string): Promise<void> {
  await person.open('/settings/profile');
  await person.chooses(person.page.getByRole('region', { name: part }), photo('Holiday', 1200, 800, 0.7));
  await person.dialog.getByRole('application').and(person.page.locator('[aria-busy=false]')).waitFor();
}

export const pictures: readonly Scene[] = [
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
