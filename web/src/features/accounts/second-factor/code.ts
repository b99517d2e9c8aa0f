import { Problem } from '../../../lib/problem';

/** Whether the password was right, and a code is asked for too. */
export function asksForCode(error: unknown): boolean {
  return error instanceof Problem && error.code === 'accounts.second_factor_needed';
}

/** What is wrong with a code is said at its field, and with a password at that. */
export function atField(error: unknown): never {
  if (!(error instanceof Problem)) throw error;
  const field = { 'accounts.second_factor_refused': 'code', 'accounts.second_factor_needed': 'code', 'accounts.wrong_password': 'password' }[error.code];
  throw field ? new Problem(error.status, error.code, error.message, { [field]: error.message }) : error;
}
