import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const src = dirname(fileURLToPath(import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|svelte|css)$/.test(name));
const text = (file: string) => readFileSync(join(src, file), 'utf8');

/** Imports point to a later layer, or stay within their own. */
const layers = ['root', 'routes', 'features', 'components', 'lib'];
/** Which feature may use which other. */
const below: Record<string, string[]> = {
  media: [],
  accounts: ['media'],
  spaces: ['accounts', 'media'],
  shares: ['spaces', 'accounts', 'media'],
  gatherings: ['spaces', 'accounts', 'media'],
  chat: ['spaces', 'accounts', 'media'],
  notifications: ['spaces', 'accounts'],
};

function layerOf(file: string): string {
  const folder = file.split('/')[0]!;
  return layers.includes(folder) ? folder : 'root';
}

function importsOf(file: string): string[] {
  return [...text(file).matchAll(/(?:from |import\()'(\.[^']+)'/g)].map((match) => relative(src, join(src, dirname(file), match[1]!)));
}

test('imports go rightwards only', () => {
  const arrows = files.flatMap((file) => importsOf(file).map((target) => ({ file, target })));
  expect(arrows.length).toBeGreaterThan(50);
  const wrong = arrows.filter(({ file, target }) => layers.indexOf(layerOf(target)) < layers.indexOf(layerOf(file)));
  expect(wrong).toEqual([]);
});

test('a feature uses only the features below it', () => {
  const feature = (file: string) => file.split('/')[1]!;
  const between = files
    .filter((file) => layerOf(file) === 'features')
    .flatMap((file) => importsOf(file).map((target) => ({ file, target })))
    .filter(({ file, target }) => layerOf(target) === 'features' && feature(target) !== feature(file));
  expect(between.length).toBeGreaterThan(0);
  expect(between.filter(({ file, target }) => !below[feature(file)]?.includes(feature(target)))).toEqual([]);
});

test('nothing sets a style attribute, writes HTML from text, or names another host', () => {
  const banned = /\sstyle[=:]|transition:|\banimate:|\{@html|innerHTML|https?:\/\/(?!127\.0\.0\.1)/;
  const markup = files.filter((file) => file.endsWith('.svelte'));
  expect(markup.length).toBeGreaterThan(20);
  const parts = markup.map((file) => ({ file, markup: text(file).replace(/<style>[^]*<\/style>/, '') }));
  expect(parts.filter((part) => banned.test(part.markup)).map((part) => part.file)).toEqual([]);
});

test('colours live in the tokens', () => {
  const bare = files.filter((file) => file !== 'tokens.css' && file !== 'components/Logo.svelte' && /#[0-9a-f]{3,8}\b(?=[;\s])/i.test(text(file)));
  expect(bare).toEqual([]);
});
