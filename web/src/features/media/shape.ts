import type { Attachment } from 'svelte/attachments';
import type { Picture } from './model';

/** Tells the style of an element how wide the picture in it is for its height, as `--ratio`: so nothing moves when it comes. */
export function shapedAs({ full }: Picture): Attachment<HTMLElement> {
  return (element) => element.style.setProperty('--ratio', String(full.width / Math.max(1, full.height)));
}
