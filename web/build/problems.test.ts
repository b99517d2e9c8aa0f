import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { problems } from '../src/lib/catalogue/en/problems';

const source = fileURLToPath(new URL('../../crates/hearth/src/', import.meta.url));
const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.rs'))
  .map((name) => readFileSync(join(source, name), 'utf8').split('#[cfg(test)]')[0])
  .join('\n');

function found(...patterns: RegExp[]): string[] {
  return [...new Set(patterns.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match.slice(1).join('.'))))];
}

test('each problem that the server can tell has a sentence', () => {
  const codes = found(/\b(?:S|StatusCode)::[A-Z_]+,\s*"(\w+\.\w+)"/g, /"(\w+\.\w+)",\s*"[A-Z]/g, /"(\w+\.too_\w+)"/g);
  expect(codes.length).toBeGreaterThan(35);
  expect(codes.filter((one) => !(one in problems.codes))).toEqual([]);
});

test('each refusal of a field has a sentence', () => {
  const plain = found(/FieldError::new\(\s*[^",]*,\s*"(\w+)"/g, /\bwrong\(\s*"(\w+)"/g);
  const ofFields = [
    ...found(/FieldError::new\(\s*"([\w-]+)",\s*"(\w+)"/g),
    ...found(/\bInvalid \{ field: "(\w+)"/g, /\binvalid\("(\w+)"\)/g).map((field) => `${field}.invalid`),
  ];
  expect(plain.length + ofFields.length).toBeGreaterThan(15);
  const known = (field: string) => field in problems.fields || field.replace(/.*\./, '') in problems.fields;
  expect([...plain.filter((one) => one !== 'invalid'), ...ofFields].filter((one) => !known(one))).toEqual([]);
});
