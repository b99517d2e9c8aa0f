import type { Person } from './people';
import type { Scene } from './scenes';

export const outside: readonly Scene[] = [
  { name: 'sign-in', who: 'nobody', show: (p) => p.open('/') },
  { name: 'sign-in.german', who: 'nobody', locale: 'de-DE', show: (p) => p.open('/') },
  {
    name: 'sign-in.wrong',
    who: 'nobody',
    show: async (p) => {
      p.watch.expect(/status of 401/);
      await p.open('/');
      await p.field(p.words.accounts.login).fill('ana');
      await p.field(p.words.accounts.password).fill('not this one');
      await p.button(p.words.accounts.signIn).click();
      await p.page.getByRole('alert').waitFor();
    },
  },
  { name: 'register', who: 'nobody', show: (p) => p.open('/register') },
  {
    name: 'register.mistakes',
    who: 'nobody',
    show: async (p) => {
      p.watch.expect(/status of 422|status of 409/);
      await p.open('/register');
      await p.field(p.words.accounts.name).fill('Ana');
      await p.field(p.words.accounts.username).fill('ana');
      await p.field(p.words.accounts.email).fill('nowhere');
      await p.field(p.words.accounts.password).fill('short');
      await p.button(p.words.accounts.createAction).click();
      await p.page.locator('[aria-invalid]').first().waitFor();
    },
  },
  {
    name: 'register.empty',
    who: 'nobody',
    show: async (p) => {
      await p.open('/register');
      await p.button(p.words.accounts.createAction).click();
      await p.page.locator('[aria-invalid]').first().waitFor();
    },
  },
  {
    name: 'register.by-invitation',
    who: 'nobody',
    show: async (p) => {
      await byInvitation(p);
      await p.open('/register');
      await p.page.getByText(p.words.accounts.notOpen.invitation).waitFor();
    },
  },
  {
    name: 'sign-in.by-invitation',
    who: 'nobody',
    show: async (p) => {
      await byInvitation(p);
      await p.open('/');
      await p.page.getByText(p.words.accounts.notOpen.invitation).waitFor();
    },
  },
  { name: 'invited', who: 'nobody', show: (p) => p.open('/join?code=some-code') },
  { name: 'invited.already-here', who: 'ana', show: (p) => p.open('/join?code=some-code') },
  { name: 'forgot', who: 'nobody', show: (p) => p.open('/forgot') },
  {
    name: 'forgot.sent',
    who: 'nobody',
    show: async (p) => {
      await p.open('/forgot');
      await p.field(p.words.accounts.email).fill('ana@example.org');
      await p.button(p.words.accounts.sendLink).click();
      await p.page.getByText(p.words.accounts.linkSent).waitFor();
    },
  },
  { name: 'reset', who: 'nobody', show: (p) => p.open('/reset?code=some-code') },
  { name: 'reset.incomplete', who: 'nobody', show: (p) => p.open('/reset') },
  { name: 'verify', who: 'nobody', show: (p) => p.open('/verify?code=some-code') },
  { name: 'not-found', who: 'nobody', show: (p) => p.open('/nowhere/at/all') },
  {
    name: 'trouble',
    who: 'ana',
    show: async (p) => {
      await p.refuse('/me', 503, 'server.unavailable');
      await p.open('/');
      await p.heading(p.words.page.oneMoment).waitFor();
    },
  },
];

export const settings: readonly Scene[] = [
  { name: 'settings', who: 'ana', show: (p) => p.open('/settings') },
  { name: 'settings.profile', who: 'ana', show: (p) => p.open('/settings/profile') },
  { name: 'settings.account', who: 'ana', show: (p) => p.open('/settings/account') },
  {
    name: 'settings.account.mistakes',
    who: 'ana',
    show: async (p) => {
      await p.open('/settings/account');
      await p.button(p.words.accounts.changePassword).click();
      await p.page.locator('[aria-invalid]').first().waitFor();
    },
  },
  {
    name: 'settings.devices',
    who: 'ana',
    show: async (p) => {
      await p.open('/settings/sessions');
      await p.page.getByText(p.words.accounts.thisDevice, { exact: true }).waitFor();
    },
  },
  { name: 'settings.appearance', who: 'ana', show: (p) => p.open('/settings/appearance') },
  {
    name: 'settings.invitation',
    who: 'ana',
    show: async (p) => {
      await p.open('/settings/invitations');
      await p.button(p.words.accounts.makeInvitation).click();
      await p.field(p.words.accounts.invitationLink).waitFor();
    },
  },
  { name: 'settings.data', who: 'ana', show: (p) => p.open('/settings/data') },
  {
    name: 'settings.delete',
    who: 'ana',
    show: async (p) => {
      await p.open('/settings/data');
      await p.button(p.words.accounts.deleteAction).click();
      await p.dialog.waitFor();
    },
  },
  {
    name: 'settings.unsent',
    who: 'ana',
    show: async (p, { chats }) => {
      await p.open(`/chats/${chats.empty}`);
      await p.composer.waitFor();
      await p.refuse('/chats/*/messages', 503);
      await p.write('From the tunnel');
      await p.message('From the tunnel').waitFor();
      await p.open('/settings');
      await p.button(p.words.accounts.signOut).click();
      await p.dialog.waitFor();
    },
  },
  { name: 'settings.german', who: 'ana', locale: 'de-DE', show: (p) => p.open('/settings/profile') },
  { name: 'person', who: 'ana', show: (p, { rest }) => p.open(`/people/${rest.ben.id}`) },
  { name: 'person.long-name', who: 'ana', show: (p, { rest }) => p.open(`/people/${rest.long.id}`) },
  { name: 'person.myself', who: 'ana', show: (p, { rest }) => p.open(`/people/${rest.ana.id}`) },
];

/** As on a server where one registers by invitation. */
async function byInvitation(person: Person): Promise<void> {
  await person.page.route('**/api/v1/registration', (route) => route.fulfill({ json: { registration: 'invitation' } }));
}
