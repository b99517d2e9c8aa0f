import { gatherings as de } from '../src/lib/catalogue/de/gatherings';
import { gatherings as said } from '../src/lib/catalogue/en/gatherings';
import type { Person } from './people';
import type { Scene } from './scenes';
import { plans } from './gatherings';
import type { World } from './world';

async function inSoup(p: Person, { gatherings }: World): Promise<void> {
  await p.open(`/gatherings/${gatherings.soup}`);
  await grid(p).waitFor();
}

const grid = (p: Person, name = said.myTimes) => p.page.getByRole('grid', { name });

export const gatherings: readonly Scene[] = [
  {
    name: 'gatherings',
    who: 'ana',
    show: async (p) => {
      await p.open('/gatherings');
      await p.button(said.showPast).click();
      await p.page.getByRole('heading', { name: said.past, exact: true }).waitFor();
    },
  },
  {
    name: 'gatherings.empty',
    who: 'sam',
    show: async (p) => {
      await p.open('/gatherings');
      await p.page.getByText(said.none).waitFor();
    },
  },
  {
    name: 'gatherings.new',
    who: 'ana',
    show: async (p) => {
      await p.open('/gatherings/new');
      await p.field(said.title).fill('A walk by the lake');
      await p.button(said.quick.next).click();
      await p.page.getByRole('radio', { name: said.evening }).check();
    },
  },
  {
    name: 'gatherings.new.more',
    who: 'ana',
    locale: 'de-DE',
    show: async (p) => {
      await p.open('/gatherings/new');
      await p.button(de.more).click();
      await p.button(de.proposeAction).click();
      await p.page.getByText(de.titleMissing).waitFor();
    },
  },
  {
    name: 'gatherings.answering',
    who: 'ana',
    show: async (p, world) => {
      await inSoup(p, world);
      await p.page.getByPlaceholder(said.typeExample).fill('Mon 18–21, Wed after 19, not Friday');
      await p.button(said.takeOver).click();
      await grid(p).getByRole('gridcell', { name: /19:00 to 19:30, free/ }).first().hover();
    },
  },
  {
    name: 'gatherings.not-understood',
    who: 'ana',
    show: async (p, world) => {
      await inSoup(p, world);
      await p.page.getByPlaceholder(said.typeExample).fill('Mon 18–21, Blursday');
      await p.page.getByText(said.notUnderstood.unknown('Blursday')).waitFor();
    },
  },
  {
    name: 'gatherings.preferences',
    who: 'ana',
    show: async (p, world) => {
      await inSoup(p, world);
      await p.button(said.preferences).click();
      await p.field(said.budgetIn('EUR')).fill('a lot');
      await p.button(said.saveNone).click();
      await p.page.getByText(said.wholeNumber).waitFor();
      await p.field(said.budgetIn('EUR')).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'gatherings.usual',
    who: 'ana',
    show: async (p, world) => {
      p.watch.expect(/status of 404/);
      await inSoup(p, world);
      await p.button(said.changeUsual).click();
      await p.button(said.addUsual).click();
      await p.button(said.addUsual).click();
    },
  },
  {
    name: 'gatherings.people',
    who: 'ana',
    show: async (p, world) => {
      await inSoup(p, world);
      await p.button(said.actOn('Ben Okafor')).click();
      await p.menu.waitFor();
    },
  },
  {
    name: 'gatherings.link',
    who: 'ana',
    show: async (p, world) => {
      await inSoup(p, world);
      await p.button(said.shareLink).click();
      await p.dialog.waitFor();
    },
  },
  {
    name: 'gatherings.in-space',
    who: 'ana',
    show: async (p, { spaces }) => {
      await p.open(`/spaces/${spaces.family}/gatherings`);
      await p.page.getByText(plans.birthday).waitFor();
    },
  },
  {
    name: 'gatherings.gone',
    who: 'ana',
    show: async (p, { spaces }) => {
      p.watch.expect(/status of 404/);
      await p.open(`/gatherings/${spaces.family}`);
      await p.heading(said.gone).waitFor();
    },
  },
  {
    name: 'gatherings.by-link',
    who: 'nobody',
    show: async (p, { gatherings }) => {
      await p.open(`/gather?code=${gatherings.open}`);
      await p.heading(plans.open).waitFor();
    },
  },
  {
    name: 'gatherings.guest',
    who: 'nobody',
    show: async (p, { gatherings }) => {
      await p.open(`/gather?code=${gatherings.open}`);
      await p.field(said.yourName).fill('Gustav');
      await p.button(said.goOn).click();
      await grid(p).waitFor();
    },
  },
];
