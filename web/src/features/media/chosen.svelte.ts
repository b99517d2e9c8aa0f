import { pass, passed } from '../../lib/pass';
import { hear } from '../../lib/news';
import { Problem, sentence } from '../../lib/problem';
import { isRefusal } from '../../lib/refusal';
import { uuidv7 } from '../../lib/uuid';
import { deleteMedia, uploadPicture } from './api';
import { inLane } from './lanes';
import type { Enclosed, Picture } from './model';
import { settled } from './settled';
import { media } from './words';

/** `waiting` for its turn or for a connection, `sending`, `processing` on the server, `ready`, or `failed` for good. */
export type Stage = 'waiting' | 'sending' | 'processing' | 'ready' | 'failed';

const SOONEST = 2000;
const LATEST = 30_000;

/** A picture that was chosen. It is uploaded at once, and tried again until the server has taken or refused it. */
export class Chosen {
  readonly key = uuidv7();
  /** An address within this page that shows it. */
  preview = $state('');
  /** What is on it, for those who can't see it. */
  caption = $state('');
  stage = $state<Stage>('waiting');
  /** How much of it was sent, from 0 to 1. */
  progress = $state(0);
  /** Why it failed, or why it waits; "" where nothing is wrong. */
  trouble = $state('');
  picture = $state.raw<Picture | null>(null);
  #file: Blob | null;
  #over = new AbortController();
  #uploaded = '';
  #given = false;
  #settled: Promise<void>;

  /** A file to be uploaded, or a picture that is shown where it was chosen for. */
  constructor(from: Blob | { picture: Picture; caption: string }) {
    if (from instanceof Blob) {
      this.#file = from;
      this.preview = URL.createObjectURL(from);
      this.#settled = this.#work();
      return;
    }
    this.#file = null;
    void pass().then((mine) => (this.preview = passed(from.picture.thumbnail.address, mine)));
    this.caption = from.caption;
    this.picture = from.picture;
    this.stage = 'ready';
    this.#given = true;
    this.#settled = Promise.resolve();
  }

  /** What it is named by when it goes with something. Waits until it is ready; throws a `Problem` where it failed. */
  async enclosed(): Promise<Enclosed> {
    await this.#settled;
    if (!this.picture) throw new Problem(422, 'media.not_ready', this.trouble || media().failed);
    const caption = this.caption.trim();
    return { media_id: this.picture.media_id, ...(caption && { caption }) };
  }

  /** Tries one that failed again. */
  again(): void {
    if (this.stage === 'failed') this.#settled = this.#work();
  }

  /** Something shows it now: it isn't ours to remove any more. */
  give(): void {
    this.#given = true;
  }

  /** It isn't wanted, or not needed any more. */
  close(): void {
    this.#over.abort();
    if (!this.#file) return;
    URL.revokeObjectURL(this.preview);
    // Best effort: what nothing shows is removed after a day.
    if (this.#uploaded && !this.#given) void deleteMedia(this.#uploaded).catch(() => undefined);
  }

  async #work(): Promise<void> {
    this.trouble = '';
    for (let pause = SOONEST; ; pause = Math.min(LATEST, 2 * pause)) {
      this.stage = 'waiting';
      this.progress = 0;
      try {
        return await inLane(() => this.#try());
      } catch (error) {
        if (this.#over.signal.aborted) return;
        this.trouble = sentence(error);
        if (isRefusal(error)) return void (this.stage = 'failed');
        this.stage = 'waiting';
      }
      await this.#pause(pause);
      if (this.#over.signal.aborted) return;
    }
  }

  async #try(): Promise<void> {
    const { signal } = this.#over;
    signal.throwIfAborted();
    this.stage = 'sending';
    const sent = await uploadPicture(this.#file!, (part) => (this.progress = part), signal);
    this.#uploaded = sent.id;
    this.stage = 'processing';
    this.trouble = '';
    const { picture, reason } = await settled(sent.id, signal);
    if (!picture) throw new Problem(422, 'media.failed', media().reasons[reason ?? 'damaged']);
    this.picture = picture;
    this.stage = 'ready';
  }

  /** Until it may go better: after a while, or when there is a connection again. */
  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(go, milliseconds * (0.75 + Math.random() / 2));
      const stop = hear('live.ready', go);
      this.#over.signal.addEventListener('abort', go);
    });
  }
}
