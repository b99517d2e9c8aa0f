import { exactly } from '../../../lib/times';
import type { Entry } from '../model';
import { moderation } from '../words';

/** Entries whose subject is a case. */
const ABOUT_CASES = ['claimed', 'unclaimed', 'noted', 'opinion_asked', 'revealed', 'decided'].map((act) => `moderation.${act}`);

/** Where one sees what an entry is about: at a case, or at the page of a person. Null where there is no such place. */
export function placeOf({ act, subject_id, detail }: Entry): { href: string; name: string } | null {
  const { case_id }: { case_id?: string } = detail;
  const found = act === 'moderation.appeal_answered' ? case_id : ABOUT_CASES.includes(act) ? subject_id : '';
  if (found) return { href: `/moderation/cases/${found}`, name: moderation().toCase };
  return act.startsWith('account.') && subject_id ? { href: `/people/${subject_id}`, name: moderation().toPerson } : null;
}

/** What an entry says beside who and when, to be read. What only has an id is seen at its place. */
export function detailOf({ detail }: Entry): [name: string, value: string][] {
  const said = Object.entries<unknown>(detail ?? {}).filter(([key, value]) => value !== null && key !== 'session' && !key.endsWith('_id'));
  return said.map(([key, value]) => [moderation().detailNames[key] ?? key, valueOf(key, value)]);
}

function valueOf(key: string, value: unknown): string {
  const words: Record<string, Record<string, string>> = { reason: moderation().reasonNames, act: moderation().acts, kind: moderation().kinds };
  if (typeof value === 'boolean') return value ? moderation().yes : moderation().no;
  if (typeof value !== 'string') return JSON.stringify(value);
  return key === 'until' ? exactly(value) : (words[key]?.[value] ?? value);
}
