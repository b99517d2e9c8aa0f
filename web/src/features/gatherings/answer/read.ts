import { common, merged, without, type Span } from '../grid/spans';
import { dayAfter, daysFrom, instantOf, localOf, weekdayOf } from '../grid/zones';
import { days, fillers, hours, joiners, months, nots, type DayWord } from './vocabulary';

/** What some words of a text mean: time that is added, or taken away. */
export interface Clause {
  readonly words: string;
  readonly not: boolean;
  readonly spans: readonly Span[];
}

/** A text as it is understood; or the words in it that aren't, and why. */
export type Reading = { readonly clauses: readonly Clause[] } | { readonly part: string; readonly why: 'unknown' | 'end' | 'outside' };

/** The time that is asked for, and the zone of who writes. */
export interface Asked {
  readonly spans: readonly Span[];
  readonly zone: string;
}

const MINUTE = 60_000;
const DAY = 24 * 60;

interface Token {
  readonly text: string;
  /** Where it stands in the text. */
  readonly from: number;
  readonly until: number;
}

/** Times of a day, in minutes since midnight. */
type Hours = readonly [from: number, until: number];

class NotUnderstood extends Error {
  constructor(
    readonly token: Token,
    readonly why: 'unknown' | 'end',
  ) {
    super(why);
  }
}

/** Reads something like "Tue 18–21, Wed after 19, weekends 10–12, not Friday", in English or German. */
export function read(text: string, asked: Asked): Reading {
  const all = datesOf(asked);
  const reader = new Reader(text, all);
  try {
    const clauses = reader.clauses().map(({ dates, times, not, words }) => ({
      words,
      not,
      spans: common(merged(dates.flatMap((date) => times.map(([from, until]) => ({ start: instantOf(date, from, asked.zone), end: instantOf(date, until, asked.zone) })))), asked.spans),
    }));
    const outside = clauses.find(({ spans, not }) => spans.length === 0 && !not);
    return outside ? { part: outside.words, why: 'outside' } : { clauses };
  } catch (error) {
    if (error instanceof NotUnderstood) return { part: error.token.text, why: error.why };
    throw error;
  }
}

/** What one has then, who had `before`. A text that only takes away begins with all that is asked for. */
export function applied(before: readonly Span[], clauses: readonly Clause[], asked: readonly Span[]): Span[] {
  const begin = before.length === 0 && clauses.every(({ not }) => not) ? merged(asked) : merged(before);
  return clauses.reduce<Span[]>((spans, clause) => (clause.not ? without(spans, clause.spans) : merged([...spans, ...clause.spans])), begin);
}

/** The days of the reader on which something is asked for, and the one before: an evening may end after midnight. */
function datesOf({ spans, zone }: Asked): string[] {
  return daysFrom(dayAfter(localOf(spans[0]!.start, zone).date, -1), localOf(spans.at(-1)!.end - MINUTE, zone).date);
}

interface Read {
  readonly dates: readonly string[];
  readonly times: readonly Hours[];
  readonly not: boolean;
  readonly words: string;
}

const WORD = /\d+(?::\d+)?|[\p{L}’']+|[^\s]/gu;
const DASHES = ['-', '–', '—'];

/** Goes through the words of a text, from left to right. */
class Reader {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #all: readonly string[];
  #at = 0;

  constructor(text: string, all: readonly string[]) {
    this.#text = text;
    this.#all = all;
    this.#tokens = [...text.toLowerCase().matchAll(WORD)].map((match) => ({ text: text.slice(match.index, match.index + match[0].length), from: match.index, until: match.index + match[0].length }));
  }

  clauses(): Read[] {
    const read: Read[] = [];
    for (this.#skip(); this.#at < this.#tokens.length; this.#skip()) {
      const begin = this.#at;
      const not = this.#eats(nots);
      if (not) this.#eats(fillers);
      const dates = this.#days();
      const times = this.#times();
      if (this.#at === begin || (not && !dates && times.length === 0)) throw this.#stuck();
      read.push({
        // Hours alone are of the days that were named last.
        dates: dates ?? (times.length > 0 && !not ? (read.at(-1)?.dates ?? this.#all) : this.#all),
        times: times.length > 0 ? times : [[0, DAY]],
        not,
        words: this.#text.slice(this.#tokens[begin]!.from, this.#tokens[this.#at - 1]!.until),
      });
    }
    return read;
  }

  /** One day after the other, until hours or another thought begin; null for none. */
  #days(): string[] | null {
    let found: string[] | null = null;
    for (;;) {
      const before = this.#at;
      if (found) while (this.#eats(joiners)) continue;
      this.#eats(fillers);
      const named = this.#day();
      if (!named) {
        this.#at = before;
        return found;
      }
      found = [...(found ?? []), ...named];
      // What follows without a comma or an "and" is no other day.
      if (!this.#is(joiners) && !this.#isDay()) return found;
    }
  }

  #isDay(): boolean {
    const before = this.#at;
    const day = this.#day();
    this.#at = before;
    return day !== null;
  }

  /** "Tue", "Mon–Fri", "weekends", "24 Nov", "24.11.", "24.–26. Nov". */
  #day(): string[] | null {
    const date = this.#date();
    if (date) return date;
    const word = this.#word(days);
    if (!word) return null;
    const before = this.#at;
    if ('weekdays' in word && word.weekdays.length === 1 && this.#dash()) {
      const until = this.#word(days);
      if (until && 'weekdays' in until && until.weekdays.length === 1) return this.#on(range(word.weekdays[0]!, until.weekdays[0]!));
      this.#at = before;
    }
    return 'weekdays' in word ? this.#on(word.weekdays) : this.#relative(word);
  }

  #relative(word: Exclude<DayWord, { weekdays: unknown }>): string[] {
    return word.every ? [...this.#all] : this.#all.filter((date) => date === dayAfter(localOf(Date.now(), Intl.DateTimeFormat().resolvedOptions().timeZone).date, word.ahead));
  }

  #on(weekdays: readonly number[]): string[] {
    return this.#all.filter((date) => weekdays.includes(weekdayOf(date)));
  }

  #date(): string[] | null {
    const before = this.#at;
    const month = this.#word(months);
    if (month !== null) {
      const day = this.#number();
      if (day !== null) return this.#dated(day, this.#dash() ? (this.#number() ?? day) : day, month);
      this.#at = before;
      return null;
    }
    const first = this.#number();
    if (first === null) return null;
    const dotted = this.#eat('.');
    const of = dotted ? this.#number() : null;
    if (of !== null && this.#eat('.')) return this.#dated(first, first, of);
    if (of === null) {
      const last = this.#dash() ? this.#number() : first;
      if (last !== null) {
        if (last !== first) this.#eat('.');
        this.#eats(fillers);
        const named = this.#word(months);
        if (named !== null) return this.#dated(first, last, named);
      }
    }
    this.#at = before;
    return null;
  }

  #dated(first: number, last: number, month: number): string[] {
    return this.#all.filter((date) => Number(date.slice(5, 7)) === month && Number(date.slice(8)) >= first && Number(date.slice(8)) <= last);
  }

  #times(): Hours[] {
    const found: Hours[] = [];
    for (;;) {
      const before = this.#at;
      if (found.length > 0 && !this.#eats(joiners)) return found;
      // Another date isn't another time of this one.
      const time = found.length > 0 && this.#isDay() ? null : this.#time();
      if (!time) {
        this.#at = before;
        return found;
      }
      found.push(time);
    }
  }

  /** "18–21", "6–9 pm", "after 19", "until 12", "in the evening", "all day". */
  #time(): Hours | null {
    const before = this.#at;
    this.#eats(fillers);
    const named = this.#word(hours.named);
    if (named) return named;
    if (this.#eats(hours.between)) return this.#fromTo() ?? this.#back(before);
    if (this.#eats(hours.from)) return this.#fromTo(true) ?? this.#back(before);
    if (this.#eats(hours.until)) {
      const clock = this.#clock();
      return clock ? [0, clock.minutes] : this.#back(before);
    }
    return this.#fromTo() ?? this.#back(before);
  }

  #fromTo(open = false): Hours | null {
    const first = this.#token;
    const from = this.#clock();
    if (!from) return null;
    if (!this.#dash() && !this.#eats(hours.to)) {
      if (open) return [from.minutes, DAY];
      throw new NotUnderstood(first!, 'end');
    }
    const until = this.#clock();
    if (!until) throw new NotUnderstood(this.#token ?? first!, this.#token ? 'unknown' : 'end');
    // "6–9 pm": both are in the afternoon.
    const begin = from.half === null && until.half === 'pm' && from.minutes < 12 * 60 && from.minutes + 12 * 60 < (until.minutes || DAY) ? from.minutes + 12 * 60 : from.minutes;
    return [begin, until.minutes > begin ? until.minutes : until.minutes + DAY];
  }

  #clock(): { minutes: number; half: 'am' | 'pm' | null } | null {
    const before = this.#at;
    const text = this.#token?.text ?? '';
    if (!/^\d{1,2}(:\d\d)?$/.test(text)) return this.#word(hours.clock) ?? null;
    this.#at++;
    let [hour, minute] = text.split(':').map(Number) as [number, number | undefined];
    // "18.30", unless that is a date.
    if (minute === undefined && this.#token?.text === '.' && /^[0-5]\d$/.test(this.#tokens[this.#at + 1]?.text ?? '')) {
      minute = Number(this.#tokens[this.#at + 1]!.text);
      this.#at += 2;
    }
    const half = this.#eats(hours.am) ? 'am' : this.#eats(hours.pm) ? 'pm' : null;
    if (half) hour = (hour % 12) + (half === 'pm' ? 12 : 0);
    this.#eats(hours.oclock);
    if (hour > 24 || (minute ?? 0) > 59) throw new NotUnderstood(this.#tokens[before]!, 'unknown');
    return { minutes: hour * 60 + (minute ?? 0), half };
  }

  // Words

  get #token(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #skip(): void {
    while (this.#eats(joiners) || this.#eat('.')) continue;
  }

  #back(to: number): null {
    this.#at = to;
    return null;
  }

  #eat(text: string): boolean {
    if (this.#token?.text.toLowerCase() !== text) return false;
    this.#at++;
    return true;
  }

  #is(words: ReadonlySet<string>): boolean {
    return words.has(this.#token?.text.toLowerCase() ?? '');
  }

  /** Goes past each of these words that follows. */
  #eats(words: ReadonlySet<string>): boolean {
    const before = this.#at;
    while (this.#is(words)) this.#at++;
    return this.#at > before;
  }

  #dash(): boolean {
    return DASHES.some((dash) => this.#eat(dash));
  }

  /** What a word means in some table. "Mon." is the same as "Mon". */
  #word<T>(table: ReadonlyMap<string, T>): T | null {
    const meaning = table.get(this.#token?.text.toLowerCase().replace(/’/g, "'") ?? '');
    if (meaning === undefined) return null;
    this.#at++;
    if (/^\p{L}{2,4}$/u.test(this.#tokens[this.#at - 1]!.text)) this.#eat('.');
    return meaning;
  }

  #number(): number | null {
    const text = this.#token?.text ?? '';
    if (!/^\d{1,2}$/.test(text)) return null;
    this.#at++;
    // "24th"
    this.#eats(ordinals);
    return Number(text);
  }

  #stuck(): NotUnderstood {
    return new NotUnderstood(this.#token ?? this.#tokens.at(-1)!, 'unknown');
  }
}

const ordinals = new Set(['st', 'nd', 'rd', 'th']);

/** The days of the week from one to another; on past Sunday. */
function range(from: number, until: number): number[] {
  return Array.from({ length: ((until - from + 7) % 7) + 1 }, (_, index) => (from + index) % 7);
}
