import { api, apiWith, bodyOf, done, nobodysApi } from '../../lib/api';
import type { Granted } from '../../lib/tokens';
import type { Account, Invitation, OwnAccount, ProfileChange, Registration, RegistrationPolicy, Role, Session } from './model';

export function register(registration: Registration): Promise<OwnAccount> {
  return bodyOf(nobodysApi.POST('/accounts', { body: registration }));
}

export async function whoMayRegister(): Promise<RegistrationPolicy> {
  return (await bodyOf(nobodysApi.GET('/registration'))).registration;
}

export function startSession(login: string, password: string, code: string): Promise<Granted> {
  return bodyOf(nobodysApi.POST('/sessions', { body: { login, password, ...(code && { code }) } }));
}

/** Ends the session that the token is of. */
export function endSession(token: string): Promise<void> {
  return done(apiWith(token).DELETE('/sessions/current'));
}

export function me(): Promise<OwnAccount> {
  return bodyOf(api.GET('/me'));
}

export function askForReset(email: string): Promise<void> {
  return done(nobodysApi.POST('/password-resets', { body: { email } }));
}

export function choosePassword(code: string, password: string): Promise<void> {
  return done(nobodysApi.POST('/password-resets/{code}', { params: { path: { code } }, body: { password } }));
}

export function confirmAddress(code: string): Promise<void> {
  return done(nobodysApi.POST('/email-verifications/{code}', { params: { path: { code } } }));
}

export async function findPeople(words: string, signal: AbortSignal): Promise<Account[]> {
  const page = await bodyOf(api.GET('/accounts', { params: { query: { words, limit: 20 } }, signal }));
  return page.items;
}

export function getAccount(id: string): Promise<Account> {
  return bodyOf(api.GET('/accounts/{id}', { params: { path: { id } } }));
}

export function changeRole(id: string, role: Role): Promise<Account> {
  return bodyOf(api.PATCH('/accounts/{id}', { params: { path: { id } }, body: { role } }));
}

export function changeMe(change: ProfileChange): Promise<OwnAccount> {
  return bodyOf(api.PATCH('/me', { body: change }));
}

/** Where an account shows a picture. */
export type PicturePlace = '/me/picture' | '/me/cover';

export function showPicture(place: PicturePlace, media_id: string): Promise<OwnAccount> {
  return bodyOf(api.PUT(place, { body: { media_id } }));
}

export function removePicture(place: PicturePlace): Promise<OwnAccount> {
  return bodyOf(api.DELETE(place));
}

/** `before` is "" for who has none so far. */
export function changePassword(before: string, after: string): Promise<void> {
  return done(api.PUT('/me/password', { body: { ...(before && { old_password: before }), new_password: after } }));
}

export function askForVerification(): Promise<void> {
  return done(api.POST('/email-verifications'));
}

export async function listSessions(): Promise<Session[]> {
  const all: Session[] = [];
  let after: string | undefined;
  do {
    const page = await bodyOf(api.GET('/sessions', { params: { query: { ...(after && { after }) } } }));
    all.push(...page.items);
    after = page.next ?? undefined;
  } while (after);
  return all;
}

export function endSessionOf(id: string): Promise<void> {
  return done(api.DELETE('/sessions/{id}', { params: { path: { id } } }));
}

export function invite(role: Role): Promise<Invitation> {
  return bodyOf(api.POST('/invitations', { body: { role } }));
}

/** Everything that is one's own, as a file. */
export function exportMe(): Promise<Blob> {
  return bodyOf<Blob>(api.GET('/me/export', { parseAs: 'blob' }));
}

/** `password` is "" for who has none. */
export function deleteMe(password: string, eraseMessages: boolean): Promise<void> {
  return done(api.DELETE('/me', { body: { ...(password && { password }), erase_messages: eraseMessages } }));
}
