import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { preferred } from '../words.svelte';
import { en } from './en';
import { gatherings } from './en/gatherings';
import { media } from './en/media';
import { notifications } from './en/notifications';
import { plans } from './en/plans';
import { shares } from './en/shares';

const src = fileURLToPath(new URL('../../', import.meta.url));
const page = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|svelte)$/.test(name) && !name.startsWith('lib/catalogue/'))
  .map((name) => readFileSync(join(src, name), 'utf8'))
  .join('\n');

test('no text is kept that nothing says', () => {
  const { problems: _, ...said } = en;
  const all = Object.entries(said).flatMap(([part, texts]) => Object.keys(texts).map((key) => `${part}.${key}`));
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter((name) => !new RegExp(`\\.${name.replace('.', '\\.')}\\b`).test(page))).toEqual([]);
});

test('nor one that comes with what says it', () => {
  const all = Object.entries({ gatherings, media, notifications, plans, shares }).flatMap(([part, texts]) => Object.keys(texts).map((key) => `${part}().${key}`));
  expect(all.length).toBeGreaterThan(30);
  // A stage of an upload is looked up by its name.
  const stages = ['waiting', 'processing', 'ready', 'failed'].map((stage) => `media().${stage}`);
  expect(all.filter((name) => !page.includes(name) && !stages.includes(name))).toEqual([]);
});

test('the browser’s first language that is spoken here is taken', () => {
  expect(preferred(['fr', 'de-AT', 'en'])).toBe('de');
  expect(preferred(['fr'])).toBe('en');
});
