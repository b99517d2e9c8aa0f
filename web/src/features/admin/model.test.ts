import { expect, test } from 'vitest';
import type { OwnAccount } from '../accounts/model';
import { partsFor, sectionsOf, type Setting } from './model';

const setting = (key: string, set_by: Setting['set_by'], explanation = '') => ({ key, value: '1', default: '1', set_by, explanation });
const all = [setting('server.listen', 'file', 'Where it listens.'), setting('server.domain', 'default'), setting('mail.host', 'environment', 'Who takes the mails.')];

test('settings stand in their sections, in their order', () => {
  expect(sectionsOf(all, '', false).map(([name, items]) => [name, items.map(({ key }) => key)])).toEqual([
    ['server', ['server.listen', 'server.domain']],
    ['mail', ['mail.host']],
  ]);
});

test('they are found by any words of name and explanation, and by having been changed', () => {
  const found = (words: string, changed = false) => sectionsOf(all, words, changed).flatMap(([, items]) => items.map(({ key }) => key));
  expect(found(' LISTENS where ')).toEqual(['server.listen']);
  expect(found('server')).toEqual(['server.listen', 'server.domain']);
  expect(found('server', true)).toEqual(['server.listen']);
  expect(found('nothing')).toEqual([]);
});

test('each sees the parts that they have a permission for', () => {
  const may = (...permissions: OwnAccount['permissions']) => partsFor({ permissions } as OwnAccount);
  expect(may()).toEqual([]);
  expect(may('ban')).toEqual(['people', 'bans']);
  expect(may('manage_jobs')).toEqual(['health', 'jobs', 'settings']);
  expect(may('manage_accounts')).toEqual(['people', 'spaces', 'words', 'crisis', 'storage']);
});
