import { media } from './words';
import { Chosen } from './chosen.svelte';
import { MOST_PICTURES, type Enclosed, type Picture } from './model';

/** Pictures that were chosen to go with something, in their order. */
export class Tray {
  pictures = $state.raw<readonly Chosen[]>([]);
  /** What couldn't be taken, and why; "" where all was. */
  refused = $state('');
  ready = $derived(this.pictures.every((one) => one.stage === 'ready'));
  failed = $derived(this.pictures.some((one) => one.stage === 'failed'));
  /** How much of all of them is done, from 0 to 1. */
  progress = $derived(this.pictures.reduce((sum, one) => sum + done(one), 0) / Math.max(1, this.pictures.length));

  constructor(shown: readonly { picture: Picture; caption: string }[] = []) {
    this.pictures = shown.map((one) => new Chosen(one));
  }

  get room(): number {
    return MOST_PICTURES - this.pictures.length;
  }

  add(files: readonly File[]): void {
    const fitting = files.filter((file) => file.type.startsWith('image/'));
    const taken = fitting.slice(0, this.room);
    this.refused = fitting.length < files.length ? media().onlyPictures : taken.length < fitting.length ? media().tooMany(MOST_PICTURES) : '';
    this.pictures = [...this.pictures, ...taken.map((file) => new Chosen(file))];
  }

  remove(chosen: Chosen): void {
    this.pictures = this.pictures.filter((one) => one !== chosen);
    this.refused = '';
    chosen.close();
  }

  move(from: number, to: number): void {
    if (from === to || to < 0 || to >= this.pictures.length) return;
    const others = [...this.pictures];
    others.splice(to, 0, ...others.splice(from, 1));
    this.pictures = others;
  }

  /** What they are named by. Waits until all are ready; throws the `Problem` of one that failed. */
  enclosed(): Promise<Enclosed[]> {
    return Promise.all(this.pictures.map((one) => one.enclosed()));
  }

  again(): void {
    for (const one of this.pictures) one.again();
  }

  /** They are shown now. */
  give(): void {
    for (const one of this.pictures) one.give();
  }

  close(): void {
    for (const one of this.pictures) one.close();
    this.pictures = [];
  }
}

function done({ stage, progress }: Chosen): number {
  return stage === 'ready' ? 1 : stage === 'processing' ? 0.95 : 0.9 * progress;
}
