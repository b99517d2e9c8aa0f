import { api, bodyOf, done, type Schemas } from '../../../lib/api';

export type SecondFactor = Schemas['SecondFactor'];
export type Secret = Schemas['SecondFactorSecret'];

/** Who one is: the password, "" for who has none, and a code. */
export interface Proof {
  readonly password: string;
  readonly code: string;
}

export function getSecondFactor(): Promise<SecondFactor> {
  return bodyOf(api.GET('/me/second-factor'));
}

/** It isn't asked for until a first code was right. */
export function beginSecondFactor(password: string): Promise<Secret> {
  return bodyOf(api.POST('/me/second-factor', { body: { ...(password && { password }) } }));
}

/** Turns it on; the recovery codes. */
export async function enableSecondFactor(code: string): Promise<readonly string[]> {
  return (await bodyOf(api.PUT('/me/second-factor', { body: { code: code.trim() } }))).recovery_codes;
}

export function disableSecondFactor(proof: Proof): Promise<void> {
  return done(api.DELETE('/me/second-factor', { body: bodyFor(proof) }));
}

export async function renewRecoveryCodes(proof: Proof): Promise<readonly string[]> {
  return (await bodyOf(api.POST('/me/second-factor/recovery-codes', { body: bodyFor(proof) }))).recovery_codes;
}

function bodyFor({ password, code }: Proof) {
  return { ...(password && { password }), code: code.trim() };
}
