/** A part of a text, and whether it is what was looked for. */
export interface Part {
  readonly text: string;
  readonly hit: boolean;
}

const BEFORE = 60;
const LENGTH = 220;

/** The part of a text around the first word that was looked for, with all such words marked. */
export function markedParts(text: string, wanted: string): Part[] {
  const beginnings = wordsOf(wanted).map((word) => folded(word.text));
  const line = text.replace(/\s+/g, ' ').trim();
  const hits = wordsOf(line).filter((word) => beginnings.some((beginning) => folded(word.text).startsWith(beginning)));
  const from = Math.max(0, (hits[0]?.at ?? 0) - BEFORE);
  const to = Math.min(line.length, from + LENGTH);
  const parts: Part[] = from > 0 ? [{ text: '… ', hit: false }] : [];
  let done = from;
  for (const hit of hits.filter((word) => word.at >= from && word.at + word.text.length <= to)) {
    if (hit.at > done) parts.push({ text: line.slice(done, hit.at), hit: false });
    parts.push({ text: hit.text, hit: true });
    done = hit.at + hit.text.length;
  }
  if (done < to) parts.push({ text: line.slice(done, to), hit: false });
  if (to < line.length) parts.push({ text: ' …', hit: false });
  return parts;
}

function wordsOf(text: string): { text: string; at: number }[] {
  return [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map((found) => ({ text: found[0], at: found.index }));
}

/** Without case and marks, as the server compares: by way of the capitals, ß is ss. */
function folded(word: string): string {
  return word.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
}
