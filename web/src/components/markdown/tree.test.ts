import { describe, expect, test } from 'vitest';
import { leadsElsewhere } from './links';
import { hasForm, isEmojiOnly, plainTree } from './plain';
import { textOf } from './text';
import { mentionedIn, treeOf, type Node } from './tree';

const p = (...children: Node[]): Node => ({ kind: 'element', name: 'p', children });
const text = (said: string): Node => ({ kind: 'text', text: said });

function every(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => [node, ...('children' in node ? every(node.children) : [])]);
}

const links = (said: string) => every(treeOf(said)).flatMap((node) => (node.kind === 'link' ? [node.href] : []));

describe('form', () => {
  test('bold, italic, strike and code', () => {
    expect(treeOf('**a** *b* ~~c~~ `d*`')).toEqual([
      p(
        { kind: 'element', name: 'strong', children: [text('a')] },
        text(' '),
        { kind: 'element', name: 'em', children: [text('b')] },
        text(' '),
        { kind: 'element', name: 'del', children: [text('c')] },
        text(' '),
        { kind: 'code', text: 'd*' },
      ),
    ]);
  });

  test('a code block keeps every character of it', () => {
    expect(treeOf('```rust\nfn a() {\n\n  <b>\n}\n```')).toEqual([{ kind: 'block', text: 'fn a() {\n\n  <b>\n}', language: 'rust' }]);
    expect(treeOf('```\nnot closed')).toEqual([{ kind: 'block', text: 'not closed', language: '' }]);
  });

  test('quotes and lists', () => {
    expect(treeOf('> said')).toEqual([{ kind: 'element', name: 'blockquote', children: [p(text('said'))] }]);
    expect(treeOf('3. c\n4. d')).toMatchObject([{ kind: 'list', start: 3, children: [{ name: 'li' }, { name: 'li' }] }]);
    expect(treeOf('- a')).toMatchObject([{ kind: 'list', start: null, children: [{ name: 'li' }] }]);
  });

  test('a line break is a line break, a heading a bold line', () => {
    expect(treeOf('a\nb')).toEqual([p(text('a'), { kind: 'break' }, text('b'))]);
    expect(treeOf('# Loud')).toEqual([p({ kind: 'element', name: 'strong', children: [text('Loud')] })]);
  });

  test('what has no form is read alike without the reader', () => {
    for (const said of ['Hello!', 'one\ntwo', 'one\n\ntwo', 'a — b; 3 < 4?'.replace('<', 'of'), 'שלום']) {
      expect(hasForm(said)).toBe(false);
      expect(plainTree(said)).toEqual(treeOf(said));
    }
    for (const said of ['**a**', '> a', '- a', '1. a', 'see https://example.org', '@ana', '# a', '---']) expect(hasForm(said)).toBe(true);
  });
});

describe('safety', () => {
  test('links go to safe places only', () => {
    expect(links('[a](https://example.org/x) https://example.org <mailto:a@example.org>')).toEqual(['https://example.org/x', 'https://example.org', 'mailto:a@example.org']);
    for (const bad of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\nscript:alert(1)', '&#x6a;avascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', '//example.org', '/chats', 'blob:x']) {
      expect(links(`[a](${bad})`)).toEqual([]);
      expect(links(`[a](<${bad}>)`)).toEqual([]);
      expect(links(`<${bad}>`)).toEqual([]);
      expect(links(bad)).toEqual([]);
    }
    expect(links('javascript://%0aalert(1) http://')).toEqual([]);
  });

  test('HTML is text', () => {
    for (const said of ['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', 'a <b onclick="x">b</b>', '<style>*{}</style>', '<iframe src="x"></iframe>']) {
      const nodes = every(treeOf(said));
      expect(textOf(treeOf(said))).toBe(said);
      expect(nodes.every((node) => node.kind === 'text' || (node.kind === 'element' && node.name === 'p'))).toBe(true);
    }
  });

  test('there are no pictures', () => {
    expect(every(treeOf('![a](https://example.org/a.png)')).map((node) => node.kind)).toEqual(['element', 'text', 'link', 'text']);
  });

  test('deep nesting ends, and nothing is lost', () => {
    const deep = `${'> '.repeat(500)}bottom ${'*'.repeat(500)}x${'*'.repeat(500)} ${'['.repeat(500)}`;
    const depth = (nodes: readonly Node[]): number => Math.max(0, ...nodes.map((node) => ('children' in node ? 1 + depth(node.children) : 1)));
    expect(depth(treeOf(deep))).toBeLessThan(60);
    expect(textOf(treeOf(deep))).toContain('bottom');
    expect(textOf(treeOf(`${'> '.repeat(5)}bottom`))).toBe('bottom');
  });

  test('a link says where it goes', () => {
    expect(every(treeOf('[https://bank.example](https://evil.example/x)')).find((node) => node.kind === 'link')).toMatchObject({ host: 'evil.example' });
  });
});

describe('mentions', () => {
  const names = (said: string) => [...mentionedIn(treeOf(said))];

  test('are found between words only', () => {
    expect(names('@ana, (@Bo.) mail me@example.org **@çelik-2** @')).toEqual(['ana', 'bo', 'çelik-2']);
  });

  test('are none in code', () => {
    expect(names('`@ana`\n```\n@ben\n```')).toEqual([]);
  });

  test('leave the text as it was', () => {
    expect(textOf(treeOf('Hello @ana. And @ben-'))).toBe('Hello @ana. And @ben-');
  });
});

test('only emoji, and few, are shown large', () => {
  for (const said of ['👍', '❤️', '👩‍👩‍👧‍👦 🎉', '🇩🇪', '👋🏽', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '😀😀😀']) expect(isEmojiOnly(said)).toBe(true);
  for (const said of ['', 'a', '1', '👍 ok', '😀'.repeat(7), '#', '!']) expect(isEmojiOnly(said)).toBe(false);
});

test('a link whose words name another place is told apart', () => {
  const elsewhere = (said: string) => every(treeOf(said)).some((node) => node.kind === 'link' && leadsElsewhere(node));
  expect(elsewhere('[bank.example](https://evil.example/x)')).toBe(true);
  expect(elsewhere('[https://bank.example/login](https://evil.example)')).toBe(true);
  expect(elsewhere('https://example.org/a.html')).toBe(false);
  expect(elsewhere('[our notes](https://example.org)')).toBe(false);
  expect(elsewhere('[example.org](https://example.org/deep)')).toBe(false);
});

test('an excerpt has the words and none of the form', () => {
  expect(textOf(treeOf('# Plan\n- **one**, ~~two~~\n- [three](https://example.org)\n\n> said `x`\n\n```js\ncode()\n```\n@ana\nbye'))).toBe('Plan one, two three said x code() @ana bye');
});
