import { hear } from '../../lib/news';
import { sentence } from '../../lib/problem';
import { comment, deleteComment, editComment, listComments } from './api';
import type { Comment, Share } from './model';

interface CommentNews {
  readonly share_id: string;
  readonly comment: Comment;
}

/** What was said under a share, the oldest first, kept up to date until `close`. */
export class Comments {
  items = $state.raw<readonly Comment[]>([]);
  /** Where the newer ones go on, or null. */
  next = $state<string | null>(null);
  loaded = $state(false);
  busy = $state(false);
  trouble = $state('');
  #share: Share;
  #stop: (() => void)[];

  constructor(share: Share) {
    this.#share = share;
    this.#stop = [
      hear('share.commented', ({ share_id, comment }: CommentNews) => share_id === share.id && this.#heard(comment)),
      ...['share.comment_edited', 'share.comment_hidden', 'share.comment_restored'].map((event) => hear(event, ({ share_id, comment }: CommentNews) => share_id === share.id && this.#changed(comment))),
      hear('share.comment_deleted', ({ share_id, comment_id }: { share_id: string; comment_id: string }) => share_id === share.id && this.#forget(comment_id)),
      hear('live.ready', () => void this.load()),
    ];
    void this.load();
  }

  load(): Promise<void> {
    return this.#ask(null, () => []);
  }

  async more(): Promise<void> {
    if (this.next) await this.#ask(this.next, () => this.items);
  }

  async say(text: string, key: string, confirmed: boolean): Promise<void> {
    this.#heard(await comment(this.#share, text, key, confirmed));
  }

  async edit(one: Comment, text: string, confirmed: boolean): Promise<void> {
    this.#changed(await editComment(one, text, confirmed));
  }

  async delete(one: Comment): Promise<void> {
    await deleteComment(one);
    this.#forget(one.id);
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  /** A new one comes last: it is shown when all before it are. One's own is shown in any case. */
  #heard(one: Comment): void {
    if (!this.items.some((other) => other.id === one.id)) this.items = [...this.items, one];
  }

  #changed(one: Comment): void {
    this.items = this.items.map((other) => (other.id === one.id ? one : other));
  }

  #forget(id: string): void {
    this.items = this.items.filter((other) => other.id !== id);
  }

  async #ask(after: string | null, before: () => readonly Comment[]): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.trouble = '';
    try {
      const page = await listComments(this.#share, after);
      const all = [...before(), ...page.items];
      // What was heard meanwhile, and isn't in what was read.
      const later = this.items.filter((one) => !all.some((other) => other.id === one.id) && (after !== null || !page.next));
      this.items = [...all, ...later].sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
      this.next = page.next ?? null;
      this.loaded = true;
    } catch (error) {
      this.trouble = sentence(error);
    }
    this.busy = false;
  }
}
