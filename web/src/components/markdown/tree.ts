import MarkdownIt, { type Token } from 'markdown-it';
import { foldedName } from './names';
import { plainTree } from './plain';

/** What a message's text is made of. Nothing of it is HTML: each kind is shown by an element of the page's own. */
export type Node =
  | { kind: 'text'; text: string }
  | { kind: 'mention'; username: string }
  | { kind: 'code'; text: string }
  | { kind: 'block'; text: string; language: string }
  | { kind: 'break' }
  | { kind: 'rule' }
  | { kind: 'link'; href: string; host: string; children: Node[] }
  | { kind: 'list'; start: number | null; children: Node[] }
  | { kind: 'element'; name: ElementName; children: Node[] };

export type ElementName = 'p' | 'strong' | 'em' | 'del' | 'blockquote' | 'li';

const elements: Record<string, ElementName> = {
  paragraph_open: 'p',
  strong_open: 'strong',
  em_open: 'em',
  s_open: 'del',
  blockquote_open: 'blockquote',
  list_item_open: 'li',
};

/** Where a link may go. What else looks like a link stays text. */
const SAFE = /^(?:https?:\/\/|mailto:|tel:)/i;

/** Deeper than anybody writes; what is below it, the parser would leave out. */
const DEEPEST = 20;

const parser = new MarkdownIt('zero', { breaks: true, linkify: true, maxNesting: DEEPEST }).enable([
  'linkify', 'fence', 'blockquote', 'list', 'hr', 'heading',
  'newline', 'escape', 'backticks', 'strikethrough', 'emphasis', 'link', 'autolink', 'balance_pairs', 'fragments_join',
]);
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
parser.validateLink = (url) => SAFE.test(url);

export function treeOf(text: string): Node[] {
  const tokens = parser.parse(text, {});
  return tokens.some((token) => token.level >= DEEPEST - 1) ? plainTree(text) : nodesOf(tokens);
}

/** Turns the flat tokens, which open and close, into a tree. What isn't known here falls back to its plain text. */
function nodesOf(tokens: readonly Token[]): Node[] {
  const root: Node[] = [];
  const open: Node[][] = [root];
  for (const token of tokens) {
    const here = open.at(-1)!;
    if (token.nesting === -1) {
      open.pop();
      continue;
    }
    const children: Node[] = [];
    if (token.nesting === 1) {
      here.push(...container(token, children));
      open.push(children);
    } else {
      here.push(...leaf(token));
    }
  }
  return root;
}

function container(token: Token, children: Node[]): Node[] {
  if (token.type === 'link_open') return [link(String(token.attrGet('href') ?? ''), children)];
  if (token.type === 'bullet_list_open') return [{ kind: 'list', start: null, children }];
  if (token.type === 'ordered_list_open') return [{ kind: 'list', start: Number(token.attrGet('start') ?? 1), children }];
  // A heading in a conversation is a line in bold.
  if (token.type === 'heading_open') return [{ kind: 'element', name: 'p', children: [{ kind: 'element', name: 'strong', children }] }];
  return [{ kind: 'element', name: elements[token.type] ?? 'p', children }];
}

function leaf(token: Token): Node[] {
  switch (token.type) {
    case 'inline':
      return nodesOf(token.children ?? []);
    case 'text':
      return withMentions(token.content);
    case 'softbreak':
    case 'hardbreak':
      return [{ kind: 'break' }];
    case 'code_inline':
      return [{ kind: 'code', text: token.content }];
    case 'fence':
      return [{ kind: 'block', text: token.content.replace(/\n$/, ''), language: token.info.trim().split(/\s/)[0] ?? '' }];
    case 'hr':
      return [{ kind: 'rule' }];
    default:
      return token.content === '' ? [] : [{ kind: 'text', text: token.content }];
  }
}

function link(href: string, children: Node[]): Node {
  let host = '';
  try {
    host = new URL(href).host;
  } catch {
    // Its text is all there is to tell.
  }
  return { kind: 'link', href, host, children };
}

/** The names with @ in a text, by the server's rule: not within a word, so an e-mail address is none. */
export function withMentions(text: string): Node[] {
  const nodes: Node[] = [];
  let done = 0;
  for (const found of text.matchAll(/(?<![\p{L}\p{N}])@([\p{L}\p{M}\p{N}._-]{1,64})/gu)) {
    const username = found[1]!.replace(/[._-]+$/, '');
    if (username === '' || [...username].length > 32) continue;
    if (found.index > done) nodes.push({ kind: 'text', text: text.slice(done, found.index) });
    nodes.push({ kind: 'mention', username });
    done = found.index + 1 + username.length;
  }
  if (done < text.length) nodes.push({ kind: 'text', text: text.slice(done) });
  return nodes;
}

/** All names in a tree, each once. */
export function mentionedIn(nodes: readonly Node[]): Set<string> {
  const names = new Set<string>();
  const visit = (node: Node) => {
    if (node.kind === 'mention') names.add(foldedName(node.username));
    if ('children' in node) node.children.forEach(visit);
  };
  nodes.forEach(visit);
  return names;
}
