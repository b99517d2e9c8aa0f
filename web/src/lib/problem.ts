/** What went wrong, in sentences that can be shown. Carries the fields of a problem body (RFC 9457). */
export class Problem extends Error {
  constructor(
    /** The HTTP status, or 0 when no answer came. */
    readonly status: number,
    readonly code: string,
    sentence: string,
    /** A sentence for each field that was refused. */
    readonly fields: Readonly<Record<string, string>> = {},
  ) {
    super(sentence);
  }
}

const UNREACHABLE = 'The server can’t be reached. Check your connection and try again.';
const FAILED = 'Something went wrong on the server. Try again in a moment.';

export function unreachable(): Problem {
  return new Problem(0, 'page.unreachable', UNREACHABLE);
}

/** Reads a problem body, whatever it is; `status` is used when the body has none. */
export function readProblem(body: unknown, status: number): Problem {
  const said = isRecord(body) ? body : {};
  const fields: Record<string, string> = {};
  for (const error of Array.isArray(said.errors) ? said.errors : []) {
    if (isRecord(error) && typeof error.field === 'string' && typeof error.message === 'string') {
      fields[error.field] ??= asSentence(error.message);
    }
  }
  const sentence = [said.detail, said.title].find((part) => typeof part === 'string' && part.length > 0);
  return new Problem(
    typeof said.status === 'number' ? said.status : status,
    typeof said.code === 'string' ? said.code : 'page.unknown',
    typeof sentence === 'string' ? asSentence(sentence) : byStatus(status),
    fields,
  );
}

/** A sentence for anything that was thrown. */
export function sentence(error: unknown): string {
  if (!(error instanceof Problem)) return FAILED;
  const first = Object.values(error.fields)[0];
  return first ?? error.message;
}

function byStatus(status: number): string {
  if (status === 401) return 'Please sign in again.';
  if (status === 403) return 'You may not do that.';
  if (status === 404) return 'That doesn’t exist, or you may not see it.';
  if (status === 413) return 'That is too long.';
  if (status === 429) return 'That was too often. Wait a moment and try again.';
  if (status === 502 || status === 503 || status === 504) return UNREACHABLE;
  return FAILED;
}

function asSentence(text: string): string {
  const trimmed = text.trim();
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
