import { foldedName } from '../../../components/markdown/names';
import type { Person } from '../../accounts/model';
import { handleOf } from '../model';

/** A name that is being written: where its @ stands, and what follows it up to the caret. */
export interface Begun {
  readonly from: number;
  readonly words: string;
}

const MOST = 6;

export function begunAt(text: string, caret: number): Begun | null {
  const found = /(?:^|[^\p{L}\p{N}@])@([\p{L}\p{M}\p{N}._-]{0,32})$/u.exec(text.slice(0, caret));
  // Within a word that goes on after the caret, nothing is to be completed.
  if (!found || /^[\p{L}\p{N}]/u.test(text.slice(caret))) return null;
  return { from: caret - found[1]!.length - 1, words: found[1]! };
}

/** Those whose handle, or a word of whose name, begins as what was written: handles first. */
export function fitting(words: string, people: Iterable<Person>, me: string): Person[] {
  const wanted = foldedName(words);
  const all = [...people].filter((person) => person.id !== me && handleOf(person) !== '');
  const rank = (person: Person) => {
    if (foldedName(handleOf(person)).startsWith(wanted)) return 0;
    return foldedName(person.name).split(/\s+/).some((word) => word.startsWith(wanted)) ? 1 : 2;
  };
  return all
    .filter((person) => rank(person) < 2)
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .slice(0, MOST);
}

/** The text with the name in the place of what was begun, and where the caret is then. */
export function completed(text: string, { from, words }: Begun, username: string): { text: string; caret: number } {
  const rest = text.slice(from + 1 + words.length);
  const said = `@${username}${/^\s/.test(rest) ? '' : ' '}`;
  return { text: text.slice(0, from) + said + rest, caret: from + said.length + (/^\s/.test(rest) ? 1 : 0) };
}
