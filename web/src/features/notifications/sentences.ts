import { t } from '../../lib/words.svelte';
import { nameOf } from '../spaces/names';
import type { Notification } from './model';
import { notifications } from './words';

/** How many are named before the others are counted. */
const NAMED = 2;

/** What happened, in a sentence: "Ben and Cléo mentioned you". */
export function sayOf({ kind, actors, actors_count, title, count, chat_id }: Notification): string {
  const named = actors.slice(0, NAMED).map(nameOf);
  const names = named.length > 0 ? t().page.listed(named, actors_count - named.length) : notifications().somebody;
  const of = { names, several: actors_count > 1, title, count };
  return notifications().said[kind === 'request' && chat_id ? 'request_to_write' : kind](of);
}

/** Where it happened, if the sentence doesn't say that. */
export function placeOf({ kind, title }: Notification): string {
  return ['mention', 'reply', 'reaction', 'share', 'comment', 'moderation'].includes(kind) ? title : '';
}

/** What is said of it while one looks at something else. `discreet`: nobody and nothing is to be named. */
export function toastOf(one: Notification, discreet: boolean): { text: string; show: string } {
  return { text: discreet ? notifications().somethingNew : sayOf(one), show: notifications().show };
}
