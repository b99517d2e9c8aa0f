import type { Node } from './tree';

/** Whether a text has anything in it that Markdown would read as more than text. */
const FORM = /[*_`~[\]<>\\]|:\/\/|mailto:|tel:|@|^\s{0,3}(?:#|>|[-+]\s|\d{1,9}[.)]\s|-{3,})/m;

const PICTURE = String.raw`(?:\p{RI}\p{RI}|[#*0-9]\uFE0F?\u20E3|\p{Extended_Pictographic}(?:\uFE0F|\p{EMod})?(?:\u200D\p{Extended_Pictographic}(?:\uFE0F|\p{EMod})?)*[\u{E0020}-\u{E007F}]*)`;
const FEW_PICTURES = new RegExp(String.raw`^\s*(?:${PICTURE}\s*){1,6}$`, 'u');

export function hasForm(text: string): boolean {
  return FORM.test(text);
}

/** One to six emoji and nothing else. */
export function isEmojiOnly(text: string): boolean {
  return text.length <= 100 && FEW_PICTURES.test(text);
}

/** Paragraphs and lines, as Markdown would make of a text that has no form. */
export function plainTree(text: string): Node[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/^\n+|\s+$/g, ''))
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => ({ kind: 'element', name: 'p', children: lines(paragraph) }));
}

function lines(paragraph: string): Node[] {
  return paragraph.split('\n').flatMap((line, i): Node[] => {
    const text: Node = { kind: 'text', text: line.trim() };
    return i === 0 ? [text] : [{ kind: 'break' }, text];
  });
}
