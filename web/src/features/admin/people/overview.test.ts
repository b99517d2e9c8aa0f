import { expect, test, vi } from 'vitest';
import type { Account } from '../../accounts/model';
import type { Overview, Page } from '../model';
import { overviewOf } from './overview';

const anna = { id: '3', username: 'anna' } as Account;
const line = (id: string, username: string) => ({ id, username }) as Overview;
/** Two pages of those whom the words fit, of whom some only begin like it. */
const pages: Record<string, Page<Overview>> = {
  '': { items: [line('1', 'anna.lena'), line('2', 'annabel')], next: 'more' },
  more: { items: [line('3', 'anna')], next: 'end' },
};

test('nobody is taken for who is looked at, and they are found however many come before', async () => {
  const list = vi.fn(async (_words: string, _role: string, after: string | null) => pages[after ?? '']!);
  expect(await overviewOf(anna, list)).toBe(pages.more!.items[0]);
  expect(list.mock.calls).toEqual([['anna', '', null], ['anna', '', 'more']]);
});

test('who isn’t there is nobody, and not the one who is like them', async () => {
  expect(await overviewOf(anna, async () => ({ items: [line('1', 'anna.lena')] }))).toBeNull();
});
