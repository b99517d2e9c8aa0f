import { Kept } from '../../../lib/kept';
import { dropAnswer, getAnswer, putAnswer } from '../api';
import type { Caller } from '../context';
import { common, merged, sameSpans, spanOf, windowOf, without, type Span } from '../grid/spans';
import type { Answer, Coordinates, Mood, NewAnswer } from '../model';

/** What is painted and chosen, as it is kept in this browser until it is saved. */
interface Draft {
  readonly spans: readonly Span[];
  readonly mood: Mood | '';
  /** Digits, "any" for no limit, or "" for no answer. */
  readonly budget: string;
  readonly travel: string;
  readonly location: Coordinates | null;
}

const NOTHING: Draft = { spans: [], mood: '', budget: '', travel: '', location: null };
const STEPS_BACK = 50;
export const ANY = 'any';

/** One's own answer to a gathering, while one gives it. What isn't saved yet outlives the page. */
export class MyAnswer {
  draft = $state.raw<Draft>(NOTHING);
  /** As the server has it; null for none. */
  saved = $state.raw<Answer | null>(null);
  loaded = $state(false);
  before = $state.raw<readonly (readonly Span[])[]>([]);
  changed = $derived(!alike(this.draft, draftOf(this.saved)));
  #caller: Caller;
  #id: string;
  #kept: Kept;
  #key: string;

  constructor(caller: Caller, id: string) {
    this.#caller = caller;
    this.#id = id;
    this.#kept = new Kept(caller.key);
    this.#key = `answer.${id}`;
  }

  /** `answered`: whether there is one to be read. What was painted before, and not saved, goes before it. */
  async load(answered: boolean): Promise<void> {
    this.saved = answered ? await getAnswer(this.#caller.client, this.#id) : null;
    this.draft = this.#kept.get<Draft>(this.#key) ?? draftOf(this.saved);
    this.loaded = true;
  }

  /** Adds to the time that one has, or takes from it. */
  paint(cells: readonly Span[], on: boolean): void {
    this.put(on ? merged([...this.draft.spans, ...cells]) : without(this.draft.spans, cells));
  }

  put(spans: readonly Span[]): void {
    if (sameSpans(spans, this.draft.spans)) return;
    this.before = [...this.before, this.draft.spans].slice(-STEPS_BACK);
    this.change({ spans });
  }

  undo(): void {
    const spans = this.before.at(-1);
    if (!spans) return;
    this.before = this.before.slice(0, -1);
    this.change({ spans });
  }

  change(change: Partial<Draft>): void {
    this.draft = { ...this.draft, ...change };
    if (this.changed) this.#kept.set(this.#key, this.draft);
    else this.#kept.remove(this.#key);
  }

  async save(zone: string, asked: readonly Span[], defaults: boolean): Promise<void> {
    const given = this.draft;
    const answer = await putAnswer(this.#caller.client, this.#id, { ...answerOf(given, asked), zone, ...(defaults && { save: true }) });
    this.saved = answer;
    // What was painted while it was on its way stays.
    if (this.draft === given) this.draft = draftOf(answer);
    this.change({});
  }

  async takeBack(): Promise<void> {
    await dropAnswer(this.#caller.client, this.#id);
    this.saved = null;
    this.before = [];
    this.draft = NOTHING;
    this.#kept.remove(this.#key);
  }
}

function draftOf(answer: Answer | null): Draft {
  if (!answer) return NOTHING;
  const { windows, mood = '', budget, travel_km, location = null } = answer;
  return { spans: merged(windows.map(spanOf)), mood, budget: !budget ? '' : budget.most === undefined ? ANY : String(budget.most), travel: travel_km === undefined ? '' : String(travel_km), location };
}

/** The plan may have changed since: only what is still asked for counts. */
function answerOf({ spans, mood, budget, travel, location }: Draft, asked: readonly Span[]): Omit<NewAnswer, 'zone'> {
  return {
    windows: common(spans, asked).map(windowOf),
    ...(mood && { mood }),
    ...(budget && { budget: budget === ANY ? {} : { most: Number(budget) } }),
    ...(travel.trim() && { travel_km: Number(travel) }),
    ...(location && { location }),
  };
}

function alike(a: Draft, b: Draft): boolean {
  const rest = ({ spans: _, ...others }: Draft) => JSON.stringify([others.mood, others.budget, others.travel, others.location]);
  return sameSpans(a.spans, b.spans) && rest(a) === rest(b);
}
