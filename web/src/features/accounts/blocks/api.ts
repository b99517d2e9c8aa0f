import { api, bodyOf, done, type Schemas } from '../../../lib/api';

/** A block ends what two have to do with one another; a mute only folds somebody's words. */
export type Silence = 'block' | 'mute';

/** Somebody whom one has blocked or muted: as an account, or under another name in a space. */
export type Silenced = Schemas['SilencedPerson'];

const lists = { block: '/blocks', mute: '/mutes' } as const;
const entries = { block: '/blocks/{person_id}', mute: '/mutes/{person_id}' } as const;

export function listSilenced(how: Silence, after: string | null): Promise<{ items: Silenced[]; next?: string | null }> {
  return bodyOf(api.GET(lists[how], { params: { query: { limit: 100, ...(after && { after }) } } }));
}

/** `space` is where somebody is met under another name, which `person_id` then stands for. */
export function silence(how: Silence, person_id: string, space: string | undefined): Promise<Silenced> {
  return bodyOf(api.PUT(entries[how], { params: { path: { person_id } }, body: { ...(space && { space_id: space }) } }));
}

export function unsilence(how: Silence, person_id: string): Promise<void> {
  return done(api.DELETE(entries[how], { params: { path: { person_id } } }));
}
