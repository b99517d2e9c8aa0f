import { asking, type Subject, type Whom } from '../../../lib/asking.svelte';
import { sentence } from '../../../lib/problem';
import { toasts } from '../../../lib/toasts.svelte';
import { t } from '../../../lib/words.svelte';
import { nameOf } from '../names';
import type { Person } from '../model';
import { silenced } from './silenced.svelte';

/** What can be done about somebody, as menus show it. */
export interface PersonAct {
  readonly icon: 'eye' | 'eye-off' | 'person' | 'block' | 'flag';
  readonly words: string;
  readonly act: () => void;
}

/** Somebody as they are met: who has no username is known by a name in a space alone, which has to be told then. */
export function whom(person: Person, space?: string | null): Whom {
  return { id: person.id, name: nameOf(person), ...(!person.username && space && { space }) };
}

/** What one can do about somebody else. `subject` is what one would report; without one, it is they themselves. */
export function actsAbout({ id, name, space }: Whom, subject: Subject = { kind: 'account', account_id: id, ...(space && { space_id: space }) }): PersonAct[] {
  const how = silenced.how(id);
  const whom = { id, name, ...(space && { space }) };
  return [
    ...(how === 'mute'
      ? [{ icon: 'eye' as const, words: t().page.unmutePerson, act: () => void tell(silenced.end('mute', id), t().page.unmuted(name)) }]
      : how === null
        ? [{ icon: 'eye-off' as const, words: t().page.mutePerson, act: () => void tell(silenced.put('mute', id, space), t().page.mutedNow(name)) }]
        : []),
    how === 'block'
      ? { icon: 'person' as const, words: t().page.unblock, act: () => void tell(silenced.end('block', id), t().page.unblocked(name)) }
      : { icon: 'block' as const, words: t().page.block, act: () => asking.block(whom) },
    { icon: 'flag' as const, words: t().page.report, act: () => asking.report(subject, whom) },
  ];
}

async function tell(act: Promise<void>, said: string): Promise<void> {
  toasts.show(await act.then(() => said, sentence));
}
