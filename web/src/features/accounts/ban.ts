import { Problem } from '../../lib/problem';
import { moment } from '../../lib/times';
import { t } from '../../lib/words.svelte';

/** Why somebody can't be here, and until when; "" for good. */
export interface Ban {
  readonly reason: string;
  readonly until: string;
  /** With which the decision behind it can be read and appealed against; "" where that can't be. */
  readonly appealCode: string;
}

/** The ban of which a server's no tells, if it does. */
export function banOf(error: unknown): Ban | null {
  if (!(error instanceof Problem) || error.code !== 'accounts.banned') return null;
  const { reason = '', until = '', appeal_code: appealCode = '' } = error.about;
  return { reason, until, appealCode };
}

export function sentenceOf({ reason, until }: Ban): string {
  return t().accounts.banned(reason, until ? moment(until, new Date()) : '');
}
