import { hear } from '../../lib/news';
import { Problem, sentence } from '../../lib/problem';
import { getGathering, listAnswers } from './api';
import type { Caller } from './context';
import { withMe } from './list.svelte';
import type { AttendeeAnswer, Gathering } from './model';

interface Answered {
  readonly gathering_id: string;
  readonly answer?: AttendeeAnswer;
  readonly attendee_id?: string;
}

/** Whoever looks at more than so many answers one by one reads the heat map instead. */
const PAGES = 3;

/** The gathering that is looked at, and when the others can, kept up to date until `close`. */
export class Opened {
  gathering = $state.raw<Gathering | null>(null);
  answers = $state.raw<readonly AttendeeAnswer[]>([]);
  /** There is no such gathering, or one may not see it. */
  gone = $state(false);
  trouble = $state('');
  readonly id: string;
  #caller: Caller;
  #stop: (() => void)[];

  constructor(caller: Caller, id: string) {
    this.#caller = caller;
    this.id = id;
    this.#stop = [
      hear('gathering.changed', ({ gathering }: { gathering: Gathering }) => gathering.id === id && this.keep(gathering)),
      hear('gathering.answered', (news: Answered) => news.gathering_id === id && this.#answered(news)),
      hear('gathering.deleted', ({ gathering_id }: { gathering_id: string }) => gathering_id === id && (this.gone = true)),
      hear('live.ready', () => void this.load()),
    ];
    void this.load();
  }

  async load(): Promise<void> {
    this.trouble = '';
    try {
      this.gathering = await getGathering(this.#caller.client, this.id);
      this.gone = false;
      await this.#loadAnswers();
    } catch (error) {
      this.gone = error instanceof Problem && [400, 401, 404].includes(error.status);
      if (!this.gone) this.trouble = sentence(error);
    }
  }

  /** What is known of it now. What one is to it stays, where that isn't said; and what is older is dropped. */
  keep(gathering: Gathering): void {
    if (this.gathering && gathering.revision < this.gathering.revision) return;
    this.gathering = withMe(gathering, this.gathering);
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  async #loadAnswers(): Promise<void> {
    let all: AttendeeAnswer[] = [];
    let after: string | null = null;
    for (let page = 0; page < PAGES && (page === 0 || after); page++) {
      const { items, next } = await listAnswers(this.#caller.client, this.id, after);
      all = [...all, ...items];
      after = next ?? null;
    }
    this.answers = all;
  }

  #answered({ answer, attendee_id }: Answered): void {
    const of = answer?.attendee_id ?? attendee_id;
    const others = this.answers.filter((one) => one.attendee_id !== of);
    this.answers = answer ? [...others, answer] : others;
  }
}
