import type { Person } from '../accounts/model';
import { t } from '../../lib/words.svelte';
import { foldedName } from '../../components/markdown/names';
import { handleOf, nameOf, type Chat, type Member, type Message } from './model';
import type { Timeline } from './timeline';

/** Who is known in a chat: its members, as far as they were read, and who wrote what is loaded. */
export class Names {
  readonly byId: ReadonlyMap<string, Person>;
  readonly #byUsername: ReadonlyMap<string, Person>;
  readonly #me: string;

  constructor(chat: Chat, members: readonly Member[], timeline: Timeline | undefined, me: string) {
    const people = new Map<string, Person>();
    for (const message of timeline?.messages.values() ?? []) people.set(message.sender.id, message.sender);
    if (chat.with) people.set(chat.with.id, chat.with);
    for (const member of members) people.set(member.account.id, member.account);
    this.byId = people;
    this.#byUsername = new Map([...people.values()].flatMap((person) => (handleOf(person) ? [[foldedName(handleOf(person)), person]] : [])));
    this.#me = me;
  }

  /** The name of somebody, or "Somebody" for one who isn't known here. */
  of(id: string): string {
    const person = this.byId.get(id);
    return person ? nameOf(person) : t().chat.somebody;
  }

  /** Whether a username in a message names a member: the server says which members a message names, by their ids. */
  named({ mentions }: Message, username: string): 'me' | 'other' | null {
    const person = this.#byUsername.get(foldedName(username));
    if (person) return !mentions.includes(person.id) ? null : person.id === this.#me ? 'me' : 'other';
    // Somebody who isn't known here: a name counts when more members are named than are known.
    return mentions.some((id) => !this.byId.has(id)) ? 'other' : null;
  }
}
