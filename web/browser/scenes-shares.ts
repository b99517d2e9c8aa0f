import { media } from '../src/lib/catalogue/en/media';
import { shares as said } from '../src/lib/catalogue/en/shares';
import type { Person } from './people';
import { photo } from './photos';
import type { Scene } from './scenes';
import { names } from './spaces';
import { people, type World } from './world';

const composer = (person: Person, space = names.family) => person.page.getByRole('form', { name: said.write(space) });

async function inShares(person: Person, { spaces }: World): Promise<void> {
  await person.open(`/spaces/${spaces.family}/shares`);
  await person.untilSharp(person.page.locator('article[data-share]').first());
}

function inFamily(name: string, act: (person: Person) => Promise<void>, locale = 'en-GB'): Scene {
  return {
    name,
    who: 'ana',
    locale,
    show: async (p, world) => {
      await inShares(p, world);
      await act(p);
    },
  };
}

export const shares: readonly Scene[] = [
  inFamily('shares', async () => undefined),
  inFamily('shares.german', async () => undefined, 'de-DE'),
  inFamily('shares.many-pictures', async (p) => {
    await p.page.getByText('Six from the lake').scrollIntoViewIfNeeded();
    await p.untilSharp(p.page.locator('article[data-share]').filter({ hasText: 'Six from the lake' }), 4);
  }),
  inFamily('shares.comments', async (p) => {
    await p.button(said.comments(3)).click();
    await p.page.getByText('The one with the boat!').waitFor();
    await p.page.getByText('The one with the boat!').scrollIntoViewIfNeeded();
  }),
  inFamily('shares.menu', async (p) => {
    await p.button(said.act(people.ben.name)).first().click();
    await p.menu.waitFor();
  }),
  inFamily('shares.remove', async (p) => {
    await p.button(said.act(people.ben.name)).first().click();
    await p.menu.getByRole('menuitem', { name: said.remove }).click();
    await p.dialog.waitFor();
  }),
  inFamily('shares.reacting', async (p) => {
    await p.button(p.words.page.react).first().click();
    await p.dialog.waitFor();
  }),
  inFamily('shares.editing', async (p) => {
    await p.button(said.act(people.ana.name)).first().click();
    await p.menu.getByRole('menuitem', { name: said.edit }).click();
    await p.page.getByRole('form', { name: said.edit }).waitFor();
  }),
  inFamily('shares.writing', async (p) => {
    await composer(p).getByRole('textbox').fill('Two from this morning, before the rain came.');
    await p.drops(composer(p), photo('One', 900, 600, 0.2), photo('Two', 600, 900, 0.6));
    await p.page.locator('li[aria-busy=false]').nth(1).waitFor();
  }),
  inFamily('shares.dragging', async (p) => {
    await composer(p).evaluate((form) => {
      const carried = new DataTransfer();
      carried.items.add(new File(['x'], 'x.png', { type: 'image/png' }));
      form.dispatchEvent(new DragEvent('dragenter', { bubbles: true, cancelable: true, dataTransfer: carried }));
    });
    await p.page.getByText(media.dropHere).waitFor();
  }),
  inFamily('shares.posting', async (p) => {
    await p.hold('/media');
    await composer(p).getByRole('textbox').fill('On their way.');
    await p.drops(composer(p), photo('One', 900, 600, 0.2));
    await p.button(said.post).click();
    await p.page.getByText(said.uploading(0)).waitFor();
  }),
  inFamily('shares.refused', async (p) => {
    await composer(p).getByRole('textbox').fill('Not today.');
    await p.refuse('/spaces/*/shares', 503, 'server.unavailable');
    await p.button(said.post).click();
    await composer(p).getByRole('alert').waitFor();
  }),
  {
    name: 'shares.one',
    who: 'ana',
    show: async (p, world) => {
      await inShares(p, world);
      await p.page.locator('article[data-share] time').first().click();
      await p.page.getByRole('link', { name: said.all }).waitFor();
    },
  },
  {
    name: 'shares.gone',
    who: 'ana',
    show: async (p, { spaces }) => {
      p.watch.expect(/status of 404/);
      await p.open(`/spaces/${spaces.family}/shares?share=${spaces.family}`);
      await p.page.getByText(said.gone).waitFor();
    },
  },
  {
    name: 'shares.empty',
    who: 'ana',
    show: async (p, { spaces }) => {
      await p.open(`/spaces/${spaces.calm}/shares`);
      await p.page.getByText(said.empty).waitFor();
    },
  },
  {
    name: 'shares.loading',
    who: 'ana',
    show: async (p, { spaces }) => {
      await p.hold('/spaces/*/shares?**');
      await p.open(`/spaces/${spaces.family}/shares`);
      await composer(p).waitFor();
    },
  },
  {
    name: 'shares.error',
    who: 'ana',
    show: async (p, { spaces }) => {
      await p.refuse('/spaces/*/shares?**', 503, 'server.unavailable');
      await p.open(`/spaces/${spaces.family}/shares`);
      await p.page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'gallery',
    who: 'ana',
    show: async (p, { spaces }) => {
      await p.open(`/spaces/${spaces.family}/gallery`);
      await p.untilSharp(p.page.locator('section'), 8);
    },
  },
  {
    name: 'gallery.lightbox',
    who: 'ana',
    show: async (p, { spaces }) => {
      await p.open(`/spaces/${spaces.family}/gallery`);
      await p.page.getByRole('button', { name: /The boat at the pier/ }).click();
      await p.untilSharp(p.dialog.locator('.stage'));
    },
  },
  {
    name: 'gallery.empty',
    who: 'ana',
    show: async (p, { spaces }) => {
      await p.open(`/spaces/${spaces.calm}/gallery`);
      await p.page.getByText(said.galleryEmpty).waitFor();
    },
  },
];
