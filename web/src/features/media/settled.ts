import { hear } from '../../lib/news';
import { isRefusal } from '../../lib/refusal';
import { getMedia } from './api';
import type { Media } from './model';

const SOON = 1000;
const SELDOM = 15_000;

/** Waits until an upload was looked at. The live event says so; where that was missed, asking does. */
export async function settled(id: string, signal: AbortSignal): Promise<Media> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  try {
    return await Promise.race([told(id, either), asked(id, either)]);
  } finally {
    over.abort();
  }
}

function told(id: string, signal: AbortSignal): Promise<Media> {
  return new Promise((resolve, reject) => {
    const stop = hear<Media>('media.changed', (media) => media.id === id && media.state !== 'processing' && resolve(media));
    signal.addEventListener('abort', () => {
      stop();
      reject(signal.reason as Error);
    });
  });
}

async function asked(id: string, signal: AbortSignal): Promise<Media> {
  for (let pause = SOON; ; pause = Math.min(SELDOM, 2 * pause)) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    signal.throwIfAborted();
    const media = await getMedia(id).catch((error: unknown) => {
      if (isRefusal(error)) throw error;
    });
    if (media && media.state !== 'processing') return media;
  }
}
