import type { Person } from '../accounts/model';
import type { Space } from './model';

/** Whether somebody shown in a space is oneself, whose account is `me`. */
export function isMe(person: Person, space: Space, me: string): boolean {
  return person.id === (space.me?.person?.id ?? me);
}
