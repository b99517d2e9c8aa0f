import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { de } from '../../lib/catalogue/de';
import { spaces } from '../../lib/catalogue/en/spaces';

const features = fileURLToPath(new URL('../', import.meta.url));
const code = readdirSync(features, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|svelte)$/.test(name))
  .map((name) => readFileSync(join(features, name), 'utf8'))
  .join('\n');

test('no text about spaces is kept that nothing says', () => {
  expect(Object.keys(spaces).length).toBeGreaterThan(100);
  expect(Object.keys(spaces).filter((key) => !new RegExp(`said\\(\\)\\.${key}\\b`).test(code))).toEqual([]);
});

test('they aren’t among the texts that are there from the start', () => {
  expect(Object.keys(de)).not.toContain('spaces');
});
