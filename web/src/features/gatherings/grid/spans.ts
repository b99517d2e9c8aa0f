import type { Window } from '../model';

/** A stretch of time: from an instant up to another, in milliseconds since 1970. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const MINUTE = 60_000;

/** The same time, each instant of it in one span, the earliest first. */
export function merged(spans: readonly Span[]): Span[] {
  const sorted = spans.filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start);
  const all: Span[] = [];
  for (const span of sorted) {
    const last = all.at(-1);
    if (last && span.start <= last.end) all[all.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else all.push(span);
  }
  return all;
}

/** `spans` without what is in `others`. */
export function without(spans: readonly Span[], others: readonly Span[]): Span[] {
  return merged(others).reduce<Span[]>(
    (left, { start, end }) =>
      left.flatMap((span) => (span.end <= start || end <= span.start ? [span] : [{ start: span.start, end: start }, { start: end, end: span.end }].filter((one) => one.start < one.end))),
    merged(spans),
  );
}

/** What is in both. */
export function common(spans: readonly Span[], others: readonly Span[]): Span[] {
  const all = merged(others);
  return merged(spans).flatMap((span) => all.map(({ start, end }) => ({ start: Math.max(start, span.start), end: Math.min(end, span.end) })).filter(({ start, end }) => start < end));
}

/** How much of `span` is in `spans`: all of it, a part, or nothing. `spans` are merged. */
export function coverOf(spans: readonly Span[], span: Span): 'all' | 'part' | 'none' {
  const touching = spans.filter(({ start, end }) => start < span.end && span.start < end);
  if (touching.length === 0) return 'none';
  return touching.some(({ start, end }) => start <= span.start && span.end <= end) ? 'all' : 'part';
}

export function sameSpans(a: readonly Span[], b: readonly Span[]): boolean {
  return a.length === b.length && a.every(({ start, end }, index) => start === b[index]!.start && end === b[index]!.end);
}

export function spanOf({ start, minutes }: Window): Span {
  const begin = Date.parse(start);
  return { start: begin, end: begin + minutes * MINUTE };
}

export function windowOf({ start, end }: Span): Window {
  return { start: new Date(start).toISOString(), minutes: Math.round((end - start) / MINUTE) };
}
