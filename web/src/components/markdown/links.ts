import type { Node } from './tree';

type Link = Extract<Node, { kind: 'link' }>;

/** Whether the words of a link look like an address, and name another place than the one it leads to. */
export function leadsElsewhere({ host, children }: Link): boolean {
  const words = said(children).toLowerCase();
  return host !== '' && /[\p{L}\p{N}]\.[\p{L}]{2}/u.test(words) && !words.includes(host.toLowerCase());
}

/** Whether a link leads to this page itself, such as to another message. */
export function isOwn(href: string): boolean {
  return href.startsWith(`${location.origin}/`);
}

function said(nodes: readonly Node[]): string {
  return nodes.map((node) => ('children' in node ? said(node.children) : 'text' in node ? node.text : '')).join('');
}
