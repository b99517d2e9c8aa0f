import { hear } from '../../lib/news';
import { sentence } from '../../lib/problem';
import { listGallery, listMonths } from './api';
import type { Hung, MonthCount } from './model';

/** The pictures of one month, as far as they were read. */
export interface MonthPictures {
  readonly items: readonly Hung[];
  readonly next: string | null;
}

/** The gallery of a space: how many pictures there are of each month, and those of the months that were looked at. */
export class Months {
  counts = $state.raw<readonly MonthCount[]>([]);
  loaded = $state(false);
  trouble = $state('');
  #read = $state.raw<Readonly<Record<string, MonthPictures>>>({});
  #space: string;
  #asking = new Set<string>();
  #stop: (() => void)[];

  /** All that was read, in the order of the gallery. */
  pictures: readonly Hung[] = $derived.by(() => this.counts.flatMap(({ month }) => this.of(month)?.items ?? []));
  /** How many there are in all. */
  count: number = $derived.by(() => this.counts.reduce((sum, one) => sum + one.pictures, 0));

  constructor(space: string) {
    this.#space = space;
    const changed = (news: { space_id: string }) => news.space_id === space && void this.load();
    this.#stop = ['share.posted', 'share.edited', 'share.deleted', 'share.hidden', 'share.restored'].map((event) => hear(event, changed));
    this.#stop.push(hear('live.ready', () => void this.load()));
    void this.load();
  }

  of(month: string): MonthPictures | undefined {
    return this.#read[month];
  }

  /** Counts anew, and reads again what was read before: what it shows may have changed. */
  async load(): Promise<void> {
    this.trouble = '';
    try {
      this.counts = await listMonths(this.#space);
      this.loaded = true;
      const again = Object.keys(this.#read).filter((month) => this.counts.some((one) => one.month === month));
      this.#read = Object.fromEntries(Object.entries(this.#read).filter(([month]) => again.includes(month)));
      await Promise.all(again.map((month) => this.#fetch(month, this.of(month)!.items.length)));
    } catch (error) {
      this.trouble = sentence(error);
    }
  }

  /** Reads on in a month: its first pictures, or those after what was read. */
  async more(month: string): Promise<void> {
    if (this.#asking.has(month)) return;
    this.#asking.add(month);
    try {
      const before = this.of(month);
      if (!before || before.next) this.#keep(month, before?.items ?? [], await listGallery(this.#space, month, before?.next ?? null));
    } catch (error) {
      this.trouble = sentence(error);
    } finally {
      this.#asking.delete(month);
    }
  }

  /** Reads on where the gallery was read up to. */
  async moreOfAll(): Promise<void> {
    const next = this.counts.find(({ month }) => !this.of(month) || this.of(month)!.next !== null);
    if (next) await this.more(next.month);
  }

  /** The picture with addresses that are good now. */
  async fresh(mediaId: string): Promise<Hung | null> {
    const month = Object.keys(this.#read).find((one) => this.of(one)!.items.some((hung) => hung.media_id === mediaId));
    if (!month) return null;
    await this.#fetch(month, this.of(month)!.items.length);
    return this.of(month)?.items.find((one) => one.media_id === mediaId) ?? null;
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  async #fetch(month: string, least: number): Promise<void> {
    let page = await listGallery(this.#space, month, null);
    let items = [...page.items];
    while (page.next && items.length < least) {
      page = await listGallery(this.#space, month, page.next);
      items = [...items, ...page.items];
    }
    this.#keep(month, [], { items, next: page.next ?? null });
  }

  #keep(month: string, before: readonly Hung[], page: { items: readonly Hung[]; next?: string | null }): void {
    const known = new Set(before.map((one) => one.media_id));
    const items = [...before, ...page.items.filter((one) => !known.has(one.media_id))];
    this.#read = { ...this.#read, [month]: { items, next: page.next ?? null } };
  }
}
