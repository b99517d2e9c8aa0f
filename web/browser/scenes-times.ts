import { gatherings } from '../src/lib/catalogue/en/gatherings';
import { plans as de } from '../src/lib/catalogue/de/plans';
import { plans as said } from '../src/lib/catalogue/en/plans';
import type { Person } from './people';
import { titles, type WorldOfPlans } from './plans';
import type { Scene } from './scenes';

const map = (p: Person, name = said.heatMap) => p.page.getByRole('grid', { name });

function at(name: string, which: keyof WorldOfPlans, act: (person: Person) => Promise<void>, locale = 'en-GB'): Scene {
  return {
    name,
    who: 'ana',
    locale,
    show: async (p, { plans }) => {
      await p.open(`/gatherings/${plans[which]}`);
      await p.heading(titles[which]).waitFor();
      await act(p);
    },
  };
}

async function toMap(p: Person, heatMap = said.heatMap): Promise<void> {
  await map(p, heatMap).getByRole('gridcell').nth(4).hover();
  await map(p, heatMap).scrollIntoViewIfNeeded();
}

export const plans: readonly Scene[] = [
  at('times', 'picnic', (p) => toMap(p)),
  at('times.german', 'picnic', (p) => toMap(p, de.heatMap), 'de-DE'),
  at('times.best', 'picnic', async (p) => {
    await p.heading(said.nearly).scrollIntoViewIfNeeded();
    await p.page.locator('ol > li button').first().hover();
  }),
  {
    name: 'times.error',
    who: 'ana',
    show: async (p, { plans: { picnic } }) => {
      await p.refuse('/gatherings/*/times', 503, 'server.unavailable');
      await p.open(`/gatherings/${picnic}`);
      await p.page.getByRole('region', { name: said.whoCanWhen }).getByRole('alert').waitFor();
    },
  },
  at('statistics', 'picnic', async (p) => {
    await p.page.getByRole('img', { name: /^Map of/ }).locator('text').nth(3).waitFor();
    await p.page.getByRole('img', { name: /^Map of/ }).scrollIntoViewIfNeeded();
  }),
  at('location', 'film', async (p) => {
    await p.button(gatherings.preferences).click();
    await p.button(said.onMap).click();
    await p.page.getByRole('searchbox', { name: said.city }).fill('utre');
    await p.page.getByRole('button', { name: /^Utrecht/ }).waitFor();
    await p.page.getByRole('searchbox', { name: said.city }).scrollIntoViewIfNeeded();
  }),
  at('plan.settling', 'picnic', async (p) => {
    await p.button(said.settle).click();
    await p.dialog.getByLabel(said.begins).fill('2020-01-01T10:00');
    p.watch.expect(/status of 422/);
    await p.dialog.getByRole('button', { name: said.settle }).click();
    await p.dialog.locator('[aria-invalid]').waitFor();
  }),
  at('plan.vote', 'film', async (p) => {
    await p.heading(said.poll).scrollIntoViewIfNeeded();
  }),
  at('plan.candidates', 'film', async (p) => {
    await p.button(said.changePoll).click();
    await p.dialog.waitFor();
  }),
  at('plan.waiting', 'concert', async (p) => {
    await p.page.getByText(said.youWait).waitFor();
  }),
  at('plan.cancelled', 'cancelled', async (p) => {
    await p.page.getByText(said.cancelled).waitFor();
  }),
  {
    name: 'plan.card',
    who: 'ana',
    show: async (p, { plans: { concert } }) => {
      await p.open(`/chats/${concert}`);
      await p.page.getByRole('link', { name: titles.concert }).getByText(said.rsvpWaiting).waitFor();
    },
  },
  {
    name: 'plan.calendar',
    who: 'ana',
    show: async (p) => {
      p.watch.expect(/status of 404/);
      await p.open('/settings/calendar');
      await p.page.getByRole('button', { name: new RegExp(`^(${said.feedMake}|${said.feedNew})$`) }).click();
      await p.page.getByLabel(said.feedAddress).waitFor();
    },
  },
];
