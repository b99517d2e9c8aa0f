import { Problem } from './problem';

/** Whether its writer is asked to think again: sent once more, confirmed, it goes. */
export function asksAgain(error: unknown): boolean {
  return error instanceof Problem && error.code === 'moderation.please_reconsider';
}

/** Whether it has arrived, and waits for a moderator before others see it: there is nothing to send again. */
export function isHeld(error: unknown): boolean {
  return error instanceof Problem && error.code === 'moderation.held';
}

/** A no that trying again won't change, as against a server that is out of reach, busy or in trouble. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Problem)) return true;
  return error.status >= 400 && error.status < 500 && ![401, 408, 429].includes(error.status);
}
