import { bodyOf } from '../../../lib/api';
import type { Client } from '../context';
import type { AttendeeAnswer, Page, Statistics, Times } from '../model';

const PAGE = 100;

export function getTimes(client: Client, id: string): Promise<Times> {
  return bodyOf(client.GET('/gatherings/{id}/times', { params: { path: { id } } }));
}

export function getStatistics(client: Client, id: string): Promise<Statistics> {
  return bodyOf(client.GET('/gatherings/{id}/statistics', { params: { path: { id } } }));
}

/** All of them: to be asked for only where they are few. */
export async function listAnswers(client: Client, id: string): Promise<AttendeeAnswer[]> {
  const all: AttendeeAnswer[] = [];
  for (let after: string | null | undefined; ; ) {
    const page: Page<AttendeeAnswer> = await bodyOf(client.GET('/gatherings/{id}/answers', { params: { path: { id }, query: { limit: PAGE, ...(after && { after }) } } }));
    all.push(...page.items);
    after = page.next;
    if (!after) return all;
  }
}
