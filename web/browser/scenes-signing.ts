import { signing as deutsch } from '../src/lib/catalogue/de/signing';
import { safety } from '../src/lib/catalogue/en/safety';
import { signing as said } from '../src/lib/catalogue/en/signing';
import type { Person } from './people';
import { PASSWORD } from './rest';
import type { Scene } from './scenes';

const providers = [
  { name: 'work', title: 'Garden association', register: true },
  { name: 'other', title: 'Rechenzentrum der Volkshochschule Niederösterreich-Süd', register: true },
];

export const signing: readonly Scene[] = [
  {
    name: 'sign-in.others',
    who: 'nobody',
    show: async (p) => {
      await answer(p, '/oidc', { items: providers });
      await p.open('/');
      await p.button(said.goOnWith('Garden association')).waitFor();
    },
  },
  {
    name: 'register.others',
    who: 'nobody',
    show: async (p) => {
      await answer(p, '/oidc', { items: providers });
      await p.open('/register');
      await p.button(said.goOnWith('Garden association')).waitFor();
    },
  },
  {
    name: 'sign-in.code',
    who: 'nobody',
    locale: 'de-DE',
    show: async (p) => {
      await p.refuse('/sessions', 403, 'accounts.second_factor_needed');
      await p.open('/');
      await p.field(p.words.accounts.login).fill('ana');
      await p.field(p.words.accounts.password).fill('whatever it is');
      await p.button(p.words.accounts.signIn).click();
      await p.field(p.words.accounts.code).waitFor();
    },
  },
  { name: 'oidc.lost', who: 'nobody', show: (p) => p.open('/oidc') },
  {
    name: 'oidc.code',
    who: 'nobody',
    show: async (p) => {
      await p.refuse('/sessions/oidc', 403, 'accounts.second_factor_needed');
      await comesBack(p);
      await p.heading(said.codeTitle).waitFor();
    },
  },
  {
    name: 'oidc.welcome',
    who: 'ana',
    show: async (p) => {
      const now = new Date().toISOString();
      await p.open('/');
      await p.chats.waitFor();
      const kept = JSON.parse(await p.page.evaluate(() => localStorage.getItem('hearth.tokens')!)) as { access: string; refresh: string; sessionId: string };
      await p.page.route('**/api/v1/sessions/current', (route) => route.fulfill({ status: 204 }));
      await answer(p, '/sessions/oidc', { access_token: kept.access, expires_in: 9000, refresh_token: kept.refresh, session_id: kept.sessionId });
      await p.page.route('**/api/v1/me', async (route) => route.fulfill({ json: { ...((await (await route.fetch()).json()) as object), created_at: now } }));
      await answer(p, '/sessions?*', { items: [{ id: 's', created_at: now, last_used_at: now, expires_at: now, client: '', current: true }] });
      await answer(p, '/sessions', { items: [{ id: 's', created_at: now, last_used_at: now, expires_at: now, client: '', current: true }] });
      await comesBack(p);
      await p.heading(said.welcomeTitle).waitFor();
    },
  },
  {
    name: 'banned',
    who: 'ana',
    show: async (p) => {
      p.watch.expect(/status of 401/);
      const body = { status: 401, code: 'accounts.banned', about: { reason: 'You wrote to people who had asked you not to, after two warnings.', until: '2027-01-05T17:30:00Z' } };
      await p.page.route('**/api/v1/me', (route) => route.fulfill({ status: 401, contentType: 'application/problem+json', body: JSON.stringify(body) }));
      await p.open('/');
      await p.heading(said.bannedTitle).waitFor();
    },
  },
  {
    name: 'settings.signing-in',
    who: 'ana',
    show: async (p) => {
      await p.open('/settings/signing-in');
      await p.page.getByText(said.isOff).waitFor();
    },
  },
  {
    name: 'settings.signing-in.on',
    who: 'ana',
    locale: 'de-DE',
    show: async (p) => {
      await answer(p, '/me/second-factor', { enabled: true, recovery_codes_left: 2 });
      await answer(p, '/oidc', { items: providers });
      await answer(p, '/me/identities', { password: true, items: [{ id: 'i', issuer: 'https://id.example.org', provider: providers[0], email: 'maximiliana.wolfeschlegelsteinhausenbergerdorff@example.org', linked_at: '2026-03-04T05:06:07Z' }] });
      await p.open('/settings/signing-in');
      await p.page.getByText(deutsch.isOn).waitFor();
    },
  },
  {
    name: 'settings.signing-in.trouble',
    who: 'ana',
    show: async (p) => {
      await p.refuse('/me/identities', 503);
      await p.open('/settings/signing-in');
      await p.page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'settings.signing-in.scan',
    who: 'ana',
    show: async (p) => {
      await scans(p);
    },
  },
  {
    name: 'settings.signing-in.recovery',
    who: 'ana',
    show: async (p) => {
      await scans(p);
      await p.page.route('**/api/v1/me/second-factor', (route) => route.fulfill({ json: { recovery_codes: Array.from({ length: 10 }, (_, index) => `K7QA-9XWD-MM2${index}-PLT4-B6RV-ZE5${index}`) } }));
      await p.field(said.firstCode).fill('123456');
      await p.dialog.getByRole('button', { name: said.turnOn }).click();
      await p.heading(said.codesTitle).waitFor();
    },
  },
  {
    name: 'settings.account.no-password',
    who: 'ana',
    show: async (p) => {
      await answer(p, '/me/identities', { password: false, items: [] });
      await p.open('/settings/account');
      await p.heading(said.choosePassword).waitFor();
    },
  },
  {
    name: 'confirm',
    who: 'ana',
    show: async (p) => {
      await answer(p, '/me/second-factor', { enabled: true, recovery_codes_left: 9 });
      await asksToConfirm(p);
      await p.field(p.words.accounts.code).waitFor();
    },
  },
  {
    name: 'confirm.elsewhere',
    who: 'ana',
    show: async (p) => {
      await answer(p, '/oidc', { items: providers });
      await answer(p, '/me/identities', { password: false, items: [] });
      await asksToConfirm(p);
      await p.button(said.goOnWith('Garden association')).waitFor();
    },
  },
  { name: 'settings.safety', who: 'ana', show: (p) => p.open('/settings/safety') },
  {
    name: 'settings.blocked',
    who: 'ana',
    show: async (p) => {
      const person = (name: string, username: string | null) => ({ id: name, username, name, deleted: false });
      const since = { created_at: '2026-03-04T05:06:07Z' };
      await answer(p, '/blocks?*', { items: [{ person: person('Maximiliana Wolfeschlegelsteinhausenbergerdorff-Featherstonehau', 'maximiliana.of.the.long.names'), ...since }, { person: person('Distel', null), space_id: 's', ...since }] });
      await answer(p, '/mutes?*', { items: [{ person: person('فريد الحسيني', 'farid'), ...since }] });
      await p.open('/settings/blocked');
      await p.page.getByText('Distel').waitFor();
    },
  },
  {
    name: 'settings.blocked.nobody',
    who: 'sam',
    show: async (p) => {
      await p.open('/settings/blocked');
      await p.page.getByText(safety.nobodyBlocked).waitFor();
    },
  },
  {
    name: 'block',
    who: 'ana',
    show: async (p, { rest }) => {
      await p.open(`/people/${rest.ben.id}`);
      await p.button(p.words.accounts.actOn('Ben Okafor')).click();
      await p.menu.getByRole('menuitem', { name: p.words.page.block, exact: true }).click();
      await p.dialog.waitFor();
    },
  },
];

async function answer(p: Person, path: string, json: unknown): Promise<void> {
  await p.page.route(`**/api/v1${path}`, (route) => (route.request().method() === 'GET' || path.endsWith('/oidc') ? route.fulfill({ json }) : route.fallback()));
}

/** As somebody who left this tab for another server, and is back. */
async function comesBack(p: Person): Promise<void> {
  await p.page.addInitScript(() => sessionStorage.setItem('hearth.errand', JSON.stringify({ why: 'sign-in', to: '/', invitation: '', verifier: 'v' })));
  await p.open('/oidc#ticket=t');
}

async function scans(p: Person): Promise<void> {
  await p.page.route('**/api/v1/me/second-factor', (route) =>
    route.fulfill({ json: route.request().method() === 'POST' ? { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Hearth%20garden.example:ana?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Hearth%20garden.example' } : { enabled: false, recovery_codes_left: 0 } }),
  );
  await p.open('/settings/signing-in');
  await p.button(said.turnOn).click();
  await p.dialog.getByRole('textbox', { name: p.words.accounts.password, exact: true }).fill(PASSWORD);
  await p.button(said.next).click();
  await p.dialog.getByRole('img').waitFor();
}

async function asksToConfirm(p: Person): Promise<void> {
  await p.refuse('/invitations', 403, 'accounts.confirm_first');
  await p.open('/settings/invitations');
  await p.button(p.words.accounts.makeInvitation).click();
  await p.heading(said.confirmTitle).waitFor();
}
