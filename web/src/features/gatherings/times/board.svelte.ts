import { onDestroy, untrack } from 'svelte';
import { hear } from '../../../lib/news';
import { sentence } from '../../../lib/problem';
import { theCaller, type Caller } from '../context';
import type { AttendeeAnswer, Gathering, Statistics, Times } from '../model';
import { getStatistics, getTimes, listAnswers } from './api';

/** Of so many people it is said who can and who can't; of more, how many. */
const NAMED = 200;
/** News may be on their way: after that long without them, it is asked. */
const PATIENCE = 2500;

interface Answered {
  readonly gathering_id: string;
  readonly answer?: AttendeeAnswer;
  readonly attendee_id?: string;
}

interface Computed {
  readonly gathering_id: string;
  readonly times: Times;
  readonly statistics: Statistics;
}

/** What the answers to a gathering come to: the times, the statistics, and who can when. Kept up to date until `close`. */
export class Board {
  times = $state.raw<Times | null>(null);
  statistics = $state.raw<Statistics | null>(null);
  answers = $state.raw<readonly AttendeeAnswer[]>([]);
  /** Whether `answers` are all there are. */
  named = $state(false);
  trouble = $state('');
  readonly #id: string;
  readonly #caller: Caller;
  #busy = false;
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #stop: (() => void)[];

  constructor(id: string, caller: Caller) {
    this.#id = id;
    this.#caller = caller;
    const here = <T extends { gathering_id: string }>(listener: (news: T) => void) => (news: T) => news.gathering_id === id && listener(news);
    this.#stop = [hear('gathering.answered', here((news: Answered) => this.#answered(news))), hear('gathering.times', here((news: Computed) => this.#computed(news))), hear('live.ready', () => void this.load())];
    void this.load();
  }

  async load(): Promise<void> {
    if (this.#busy) return void (this.#again = true);
    this.#busy = true;
    do {
      this.#again = false;
      await this.#read();
    } while (this.#again);
    this.#busy = false;
  }

  /** The gathering has changed: unless news of it come soon, what is here is asked for again. */
  behind(revision: number): void {
    clearTimeout(this.#timer);
    if (!this.times || this.times.revision >= revision) return;
    this.#timer = setTimeout(() => void this.load(), this.#caller.guest ? 0 : PATIENCE);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stop) stop();
  }

  async #read(): Promise<void> {
    try {
      const [times, statistics] = await Promise.all([getTimes(this.#caller.client, this.#id), getStatistics(this.#caller.client, this.#id)]);
      const answers = times.answered > NAMED ? [] : await listAnswers(this.#caller.client, this.#id);
      // News that came while this was on its way are newer.
      if (this.times && times.revision < this.times.revision) return;
      this.times = times;
      this.statistics = statistics;
      this.answers = answers;
      this.named = times.answered <= NAMED;
      this.trouble = '';
    } catch (error) {
      this.trouble = sentence(error);
    }
  }

  #answered({ answer, attendee_id }: Answered): void {
    if (!this.named) return;
    const id = answer?.attendee_id ?? attendee_id;
    const known = this.answers.some((one) => one.attendee_id === id);
    if (!answer) this.answers = this.answers.filter((one) => one.attendee_id !== id);
    else this.answers = known ? this.answers.map((one) => (one.attendee_id === id ? answer : one)) : [...this.answers, answer];
  }

  /** What is told to all has nothing that concerns oneself alone: that stays as it was, and is asked for. */
  #computed({ times, statistics }: Computed): void {
    if (this.times && times.revision < this.times.revision) return;
    clearTimeout(this.#timer);
    this.times = times;
    const me = this.statistics?.me;
    this.statistics = { ...statistics, ...(me && { me }) };
    if (me && statistics.meeting) void this.#ownAgain();
    if (this.answers.length !== times.answered && times.answered <= NAMED) void this.load();
  }

  async #ownAgain(): Promise<void> {
    // Best effort: the next time brings it too.
    const fresh = await getStatistics(this.#caller.client, this.#id).catch(() => null);
    if (fresh && fresh.revision >= (this.statistics?.revision ?? 0)) this.statistics = fresh;
  }
}

const boards = new Map<string, { board: Board; users: number }>();

/** The board of a gathering, which all parts of a page share. To be asked for while a component is made. */
export function boardOf(gathering: () => Gathering): Board {
  const { key, id } = untrack(() => ({ key: theCaller().key, id: gathering().id }));
  const name = `${key} ${id}`;
  const kept = boards.get(name) ?? { board: new Board(id, theCaller()), users: 0 };
  boards.set(name, kept);
  kept.users += 1;
  $effect(() => kept.board.behind(gathering().revision));
  onDestroy(() => {
    kept.users -= 1;
    if (kept.users > 0) return;
    boards.delete(name);
    kept.board.close();
  });
  return kept.board;
}
