import { expect, test } from 'vitest';
import { inlineParts } from './refuse-inline';

test('a page of files only is let through', () => {
  expect(inlineParts('<script type="module" src="/assets/a.js"></script><link rel="stylesheet" href="/a.css">')).toEqual([]);
});

test('inline script, style, style attributes and handlers are found', () => {
  expect(inlineParts('<script>1</script>')).toHaveLength(1);
  expect(inlineParts('<style>a{}</style>')).toHaveLength(1);
  expect(inlineParts('<p class="a" style="color:red">')).toHaveLength(1);
  expect(inlineParts('<body onload="x()">')).toHaveLength(1);
});
