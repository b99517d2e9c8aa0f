import type { Node } from './tree';

/** What a tree says, in one line and without its form. */
export function textOf(nodes: readonly Node[]): string {
  return nodes.map(said).join('').replace(/\s+/g, ' ').trim();
}

function said(node: Node): string {
  if (node.kind === 'break' || node.kind === 'rule') return ' ';
  if (node.kind === 'mention') return `@${node.username}`;
  if ('text' in node) return node.kind === 'block' ? ` ${node.text} ` : node.text;
  const inside = node.children.map(said).join('');
  return node.kind === 'link' || (node.kind === 'element' && ['strong', 'em', 'del'].includes(node.name)) ? inside : ` ${inside} `;
}
