import type { Grid } from '../grid/cells';
import { coverOf, spanOf, type Span } from '../grid/spans';
import type { AttendeeAnswer, Stretch, Time, Times } from '../model';

/** How warm a cell can be: from nobody to everybody. */
export const LEVELS = 5;

/** How many can during all of `span`: no more than during the step of it when the fewest can. */
export function countIn({ start, step_minutes, counts }: Times['heat'], span: Span): number {
  const step = step_minutes * 60_000;
  const from = Math.floor((span.start - Date.parse(start)) / step);
  const until = Math.ceil((span.end - Date.parse(start)) / step);
  if (from < 0 || until > counts.length || from >= until) return 0;
  return Math.min(...counts.slice(from, until));
}

/** 0 for nobody, LEVELS for all who have answered, and between them by their share. */
export function levelOf(count: number, answered: number): number {
  if (count <= 0 || answered === 0) return 0;
  return count >= answered ? LEVELS : Math.ceil(((LEVELS - 1) * count) / answered);
}

/** What each colour says: the fewest and the most people that it stands for. Colours that stand for none are left out. */
export function legendOf(answered: number): { level: number; from: number; to: number }[] {
  const all = new Map<number, { level: number; from: number; to: number }>();
  for (let count = 0; count <= answered; count++) {
    const level = levelOf(count, answered);
    all.set(level, { level, from: all.get(level)?.from ?? count, to: count });
  }
  return [...all.values()];
}

export interface Warm {
  readonly span: Span;
  readonly count: number;
  readonly level: number;
  /** The one above it has another count: it says its own. */
  readonly says: boolean;
}

/** The cells of a grid with how many can, day by day; null where the grid has none. */
export function warmed(grid: Grid, times: Pick<Times, 'heat' | 'answered'>): (Warm | null)[][] {
  return grid.days.map(({ cells }) => {
    let above = 0;
    return cells.map((span) => {
      const count = span ? countIn(times.heat, span) : 0;
      const says = count > 0 && count !== above;
      above = count;
      return span && { span, count, level: levelOf(count, times.answered), says };
    });
  });
}

/** Who has answered, by whether they can during all of `span`. */
export function whoCan(answers: readonly AttendeeAnswer[], span: Span): { can: AttendeeAnswer[]; cannot: AttendeeAnswer[] } {
  const can: AttendeeAnswer[] = [];
  const cannot: AttendeeAnswer[] = [];
  for (const answer of answers) (coverOf(answer.windows.map(spanOf), span) === 'all' ? can : cannot).push(answer);
  return { can, cannot };
}

/** Whether a cell is in one of the stretches. */
export function isIn(span: Span, stretches: readonly Stretch[]): boolean {
  return stretches.some(({ start, end }) => Date.parse(start) < span.end && span.start < Date.parse(end));
}

/** A stretch in which all can who must, with who else can: as far as that is known. */
export function timeOf(stretch: Stretch, times: Times, answers: readonly AttendeeAnswer[] | null): Time {
  const known = times.best.find(({ start, end }) => start === stretch.start && end === stretch.end);
  if (known) return known;
  const span = { start: Date.parse(stretch.start), end: Date.parse(stretch.end) };
  const cannot = answers ? whoCan(answers, span).cannot : [];
  const can = answers ? answers.length - cannot.length : countIn(times.heat, span);
  const missing = cannot.map(({ attendee_id, person, required }) => ({ attendee_id, name: person.name, required }));
  return { ...stretch, can, required_can: can, missing, missing_count: times.answered - can };
}
