import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { expect, test } from 'vitest';

const snapshot = fileURLToPath(new URL('../../crates/hearth/tests/api/snapshots/api__openapi__openapi.snap', import.meta.url));

/**
 * The server's description of its REST interface, as its own tests hold it. Paths lose the prefix that all share,
 * and operations the names that nothing asks for (two of different features may have the same).
 */
function description(): object {
  const [, , text] = readFileSync(snapshot, 'utf8').split(/^---\n/m);
  return JSON.parse(text!.replaceAll('"/api/v1/', '"/'), (key, value: unknown) => (key === 'operationId' ? undefined : value)) as object;
}

test('the types of the REST interface are those of the server (npm run generate)', async () => {
  const types = astToString(await openapiTS(JSON.stringify(description())));
  await expect(`// Written by "npm run generate" from the server's OpenAPI document.\n${types}`).toMatchFileSnapshot('../src/lib/api/schema.d.ts');
});
