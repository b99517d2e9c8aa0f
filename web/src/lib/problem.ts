import { t } from './words.svelte';

/** What went wrong, in sentences that can be shown. Carries the fields of a problem body (RFC 9457). */
export class Problem extends Error {
  constructor(
    /** The HTTP status, or 0 when no answer came. */
    readonly status: number,
    readonly code: string,
    sentence: string,
    /** A sentence for each field that was refused. */
    readonly fields: Readonly<Record<string, string>> = {},
    /** What else is told of it, such as why and until when. */
    readonly about: Readonly<Record<string, string>> = {},
  ) {
    super(sentence);
  }
}

export function unreachable(): Problem {
  return new Problem(0, 'page.unreachable', t().problems.unreachable);
}

/** Reads a problem body, whatever it is; `status` is used when the body has none. */
export function readProblem(body: unknown, status: number): Problem {
  const said = isRecord(body) ? body : {};
  const fields: Record<string, string> = {};
  for (const error of Array.isArray(said.errors) ? said.errors : []) {
    if (!isRecord(error) || typeof error.field !== 'string') continue;
    fields[error.field] ??= ofField(error.field, String(error.code), error.message);
  }
  const code = typeof said.code === 'string' ? said.code : 'page.unknown';
  const answered = typeof said.status === 'number' ? said.status : status;
  return new Problem(answered, code, ofCode(code, [said.detail, said.title]) ?? byStatus(answered), fields, isRecord(said.about) ? (said.about as Record<string, string>) : {});
}

/** A sentence for anything that was thrown. */
export function sentence(error: unknown): string {
  if (!(error instanceof Problem)) return t().problems.failed;
  const first = Object.values(error.fields)[0];
  return first ?? error.message;
}

/** The catalogue's sentence for a code, or else what the server says itself. */
function ofCode(code: string, own: unknown[]): string | undefined {
  const known: Record<string, string> = t().problems.codes;
  const told = own.find((part) => typeof part === 'string' && part.length > 0);
  return known[code] ?? (typeof told === 'string' ? asSentence(told) : undefined);
}

/** What is wrong with a field, which may be one of a list, like `members[0]`. */
function ofField(field: string, code: string, message: unknown): string {
  const known: Record<string, string> = t().problems.fields;
  const listed = known[`${field.replace(/\[\d+\]/g, '')}.${code}`] ?? known[code];
  return listed ?? (typeof message === 'string' ? asSentence(message) : t().problems.codes['request.invalid']);
}

function byStatus(status: number): string {
  const { problems } = t();
  if (status === 401) return problems.signInAgain;
  if (status === 403) return problems.forbidden;
  if (status === 404) return problems.missing;
  if (status === 413) return problems.tooLong;
  if (status === 429) return problems.tooOften;
  if (status === 502 || status === 503 || status === 504) return problems.unreachable;
  return problems.failed;
}

function asSentence(text: string): string {
  const trimmed = text.trim();
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
