import { notifications as said } from '../src/lib/catalogue/en/notifications';
import { notifications as deutsch } from '../src/lib/catalogue/de/notifications';
import type { Person } from './people';
import type { Scene } from './scenes';

export const news: readonly Scene[] = [
  {
    name: 'notifications',
    who: 'ana',
    show: async (p) => {
      await stub(p);
      await p.open('/');
      await p.chats.waitFor();
      await p.sections.getByRole('link', { name: p.words.page.notifications }).click();
      await p.heading(said.title).waitFor();
      await p.page.getByRole('link', { name: /Garden/ }).first().waitFor();
    },
  },
  {
    name: 'notifications.page',
    who: 'ana',
    locale: 'de-DE',
    show: async (p) => {
      await stub(p);
      await p.page.addInitScript(() => void Object.keys(localStorage));
      await p.open('/notifications');
      await p.heading(deutsch.title).waitFor();
      await p.page.getByRole('link', { name: /Garden/ }).first().waitFor();
    },
  },
  {
    name: 'notifications.none',
    who: 'sam',
    show: async (p) => {
      await stub(p, []);
      await p.open('/notifications');
      await p.page.getByText(said.empty).waitFor();
    },
  },
  {
    name: 'notifications.trouble',
    who: 'ana',
    show: async (p) => {
      await stub(p);
      await p.refuse('/notifications?*', 503);
      await p.open('/notifications');
      await p.page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'settings.notifications',
    who: 'ana',
    show: async (p) => {
      await stub(p);
      await p.open('/settings/notifications');
      await p.page.getByText(said.emailWhen).waitFor();
    },
  },
  {
    name: 'settings.notifications.all',
    who: 'ana',
    show: async (p) => {
      await stub(p);
      await p.open('/settings/notifications');
      await p.page.getByLabel(said.emailModes.daily).click();
      await p.page.getByLabel(said.quietOn).click();
      await p.page.getByLabel(said.quietTo).fill('22:00');
      await p.page.getByLabel(said.quietTo).blur();
      await p.page.getByRole('heading', { name: said.pushTitle }).evaluate((heading) => heading.scrollIntoView());
    },
  },
  {
    name: 'settings.notifications.kinds',
    who: 'ana',
    show: async (p) => {
      await stub(p);
      await p.open('/settings/notifications');
      await p.page.getByLabel(said.emailModes.daily).click();
      await p.page.getByRole('heading', { name: said.discreetTitle }).evaluate((heading) => heading.scrollIntoView());
    },
  },
  { name: 'unsubscribe', who: 'nobody', show: (p) => p.open('/unsubscribe?code=some-code') },
  { name: 'unsubscribe.incomplete', who: 'nobody', show: (p) => p.open('/unsubscribe') },
  {
    name: 'space.level',
    who: 'ana',
    show: async (p, { spaces }) => {
      await stub(p);
      await p.open(`/spaces/${spaces.family}`);
      await p.button(new RegExp(said.levelOf('.*'))).click();
      await p.menu.waitFor();
    },
  },
];

const kinds = ['message_direct', 'message_group', 'mention', 'reply', 'reaction', 'share', 'comment', 'invitation', 'request', 'gathering_proposed', 'gathering_answered', 'gathering_settled', 'gathering_changed', 'gathering_reminder', 'moderation'];

async function stub(p: Person, items?: object[]): Promise<void> {
  const person = (name: string, id = name) => ({ id, username: name.toLowerCase(), name, deleted: false });
  const at = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
  const all = items ?? [
    ...kinds.map((kind, index) => ({ id: `n${index}`, kind, at: at(index * 4), seen: index > 3, read: index > 5, count: index % 3 === 1 ? 5 : 1, actors: kind.startsWith('gathering_s') || kind === 'message_group' || kind === 'moderation' ? [] : index % 2 ? [person('Ben Okafor'), person('Cléo Marchand')] : [person('Maximiliana Wolfeschlegelsteinhausenbergerdorff-Featherstonehau')], actors_count: index % 2 ? 4 : 1, title: 'Garden crew', ...(index % 3 !== 1 && { excerpt: 'Sure, @ben. Key’s on its hook, left of the door. And if it isn’t there then look under the third flowerpot, where it always was.' }), chat_id: `c${index}`, number: 7 })),
    { id: 'z', kind: 'mention', at: at(300), seen: true, read: true, count: 1, actors: [person('فريد الحسيني')], actors_count: 1, title: 'سأحضر الشاي', excerpt: 'سأحضر الشاي والتمر للجميع يوم السبت إن شاء الله', chat_id: 'x' },
  ];
  let chosen: Record<string, unknown> = { email: 'off', daily_hour: 8, push: true, zone: 'Europe/Berlin', discreet: false, kinds: Object.fromEntries(kinds.map((kind) => [kind, { page: true, email: kind !== 'reaction', push: true }])) };
  const api = (path: string, json: unknown) => p.page.route(`**/api/v1${path}`, (route) => route.fulfill({ json }));
  await api('/notifications?*', { items: all });
  await api('/notifications/counts', { unseen: all.length ? 4 : 0, unread: all.length ? 6 : 0 });
  await api('/notifications/seen', {});
  await api('/me/levels?*', { items: [] });
  await api('/push/subscriptions', { items: [{ id: 's', label: 'Firefox on Android', endpoint: 'x', created_at: at(1000) }] });
  await p.page.route('**/api/v1/me/notifications', (route) => {
    if (route.request().method() === 'PUT') chosen = route.request().postDataJSON() as Record<string, unknown>;
    return route.fulfill({ json: chosen });
  });
}
