import { hear } from '../../lib/news';
import { Problem, sentence } from '../../lib/problem';
import { withReaction } from '../../lib/reactions';
import { toasts } from '../../lib/toasts.svelte';
import { deleteShare, editShare, getShare, listShares, postShare, reactToShare } from './api';
import type { Comment, Posted, Share } from './model';

interface News {
  readonly space_id: string;
  readonly share_id: string;
}

/** The shares of a space, the newest first, kept up to date until `close`. */
export class Feed {
  readonly space: string;
  /** As whom one is in the space. */
  readonly me: string;
  shares = $state.raw<readonly Share[]>([]);
  /** One that was asked for by itself, and isn't among them. */
  #alone = $state.raw<Share | null>(null);
  /** The one that was asked for, where there is none. */
  gone = $state('');
  /** Where the older ones go on, or null. */
  next = $state<string | null>(null);
  loaded = $state(false);
  busy = $state(false);
  trouble = $state('');
  #stop: (() => void)[];

  constructor(space: string, me: string) {
    this.space = space;
    this.me = me;
    const here = <T extends { space_id: string }>(listener: (news: T) => void) => (news: T) => news.space_id === this.space && listener(news);
    this.#stop = [
      hear('share.posted', here((share: Share) => this.keep(share))),
      ...['share.edited', 'share.hidden', 'share.restored'].map((event) => hear(event, here((share: Share) => this.#change(share.id, () => share)))),
      hear('share.reacted', here(({ share_id, reactions }: News & Pick<Share, 'reactions'>) => this.#change(share_id, (share) => ({ ...share, reactions })))),
      hear('share.deleted', here(({ share_id }: News) => this.#forget(share_id))),
      hear('share.commented', here(({ share_id, comments }: News & { comment: Comment; comments: number }) => this.#change(share_id, (share) => ({ ...share, comments })))),
      hear('share.comment_deleted', here(({ share_id, comments }: News & { comments: number }) => this.#change(share_id, (share) => ({ ...share, comments })))),
      hear('live.ready', () => void this.load()),
    ];
    void this.load();
  }

  find(id: string): Share | undefined {
    return this.shares.find((share) => share.id === id) ?? (this.#alone?.id === id ? this.#alone : undefined);
  }

  /** Reads anew, as many as were there before: some may have been missed. */
  async load(): Promise<void> {
    await this.#ask(async () => {
      let page = await listShares(this.space, null);
      let read = [...page.items];
      while (page.next && read.length < this.shares.length) {
        page = await listShares(this.space, page.next);
        read = [...read, ...page.items];
      }
      this.shares = read;
      this.next = page.next ?? null;
      this.loaded = true;
    });
  }

  async more(): Promise<void> {
    if (!this.next) return;
    await this.#ask(async () => {
      const page = await listShares(this.space, this.next);
      this.shares = [...this.shares, ...page.items.filter((share) => !this.shares.some((known) => known.id === share.id))];
      this.next = page.next ?? null;
    });
  }

  /** Asks for one share, wherever it is in the list. */
  async alone(id: string): Promise<void> {
    this.gone = '';
    try {
      const share = await getShare(this.space, id);
      this.#alone = share;
      this.#change(id, () => share);
    } catch (error) {
      if (!(error instanceof Problem) || ![400, 404].includes(error.status)) throw error;
      this.gone = id;
    }
  }

  async post(posted: Posted, key: string): Promise<void> {
    this.keep(await postShare(this.space, posted, key));
  }

  async edit(share: Share, posted: Posted): Promise<void> {
    const edited = await editShare(share, posted);
    this.#change(share.id, () => edited);
  }

  /** The share as it is now, with addresses that are good. */
  async fresh(id: string): Promise<Share> {
    const share = await getShare(this.space, id);
    this.#change(id, () => share);
    return share;
  }

  async delete(share: Share): Promise<void> {
    await deleteShare(share);
    this.#forget(share.id);
  }

  /** Shows at once; when the server refuses, it is taken back and said why. */
  async react(share: Share, emoji: string): Promise<void> {
    const on = !share.reactions.some((one) => one.emoji === emoji && one.account_ids.includes(this.me));
    const put = (way: boolean) => this.#change(share.id, (one) => ({ ...one, reactions: withReaction(one.reactions, emoji, this.me, way) }));
    put(on);
    try {
      const answer = await reactToShare(share, emoji, on);
      this.#change(share.id, () => answer);
    } catch (error) {
      put(!on);
      toasts.show(sentence(error));
    }
  }

  /** A share that is new here, in its place. */
  keep(share: Share): void {
    if (this.shares.some((other) => other.id === share.id)) return this.#change(share.id, () => share);
    const place = this.shares.findIndex((other) => other.created_at <= share.created_at);
    const at = place < 0 ? this.shares.length : place;
    this.shares = [...this.shares.slice(0, at), share, ...this.shares.slice(at)];
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  #change(id: string, change: (share: Share) => Share): void {
    this.shares = this.shares.map((share) => (share.id === id ? change(share) : share));
    if (this.#alone?.id === id) this.#alone = change(this.#alone);
  }

  #forget(id: string): void {
    this.shares = this.shares.filter((share) => share.id !== id);
    if (this.#alone?.id === id) this.gone = id;
    if (this.#alone?.id === id) this.#alone = null;
  }

  async #ask(read: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.trouble = '';
    await read().catch((error: unknown) => (this.trouble = sentence(error)));
    this.busy = false;
  }
}
