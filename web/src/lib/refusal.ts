import { Problem } from './problem';

/** A no that trying again won't change, as against a server that is out of reach, busy or in trouble. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Problem)) return true;
  return error.status >= 400 && error.status < 500 && ![401, 408, 429].includes(error.status);
}
