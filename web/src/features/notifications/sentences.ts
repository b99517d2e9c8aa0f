import { t } from '../../lib/words.svelte';
import { nameOf } from '../accounts/names';
import { isOfSpace, type Notification } from './model';
import { notifications } from './words';

/** How many are named before the others are counted. */
const NAMED = 2;

/** What happened, in a sentence: "Ben and Cléo mentioned you". */
export function sayOf(one: Notification): string {
  const { kind, actors, actors_count, count } = one;
  const named = actors.slice(0, NAMED).map(nameOf);
  const names = named.length > 0 ? t().page.listed(named, actors_count - named.length) : notifications().somebody;
  const title = kind === 'gathering_proposed' && isOfSpace(one) ? one.excerpt! : one.title;
  return notifications().said[kind]({ names, several: actors_count > 1, title, count });
}

/** How it begins, if the sentence doesn't say that. */
export function excerptOf({ kind, excerpt = '', count }: Notification): string {
  return kind === 'gathering_proposed' && count === 1 ? '' : excerpt;
}

/** Where it happened, if the sentence doesn't say that. */
export function placeOf(one: Notification): string {
  return isOfSpace(one) || ['mention', 'reply', 'reaction', 'comment'].includes(one.kind) ? one.title : '';
}

/** What is said of it while one looks at something else. `discreet`: nobody and nothing is to be named. */
export function toastOf(one: Notification, discreet: boolean): { text: string; show: string } {
  return { text: discreet ? notifications().somethingNew : sayOf(one), show: notifications().show };
}
