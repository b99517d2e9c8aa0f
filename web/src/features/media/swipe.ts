import type { Attachment } from 'svelte/attachments';

const FAR = 60;

interface SwipeActs {
  /** By 1 for what comes next, by -1 for what was before. */
  aside: (by: 1 | -1) => void;
  down: () => void;
  /** Whether the finger moves something else now. */
  free: () => boolean;
}

/** Follows one finger over an element, and tells where it threw it. */
export class Swipe {
  #acts: SwipeActs;

  constructor(acts: SwipeActs) {
    this.#acts = acts;
  }

  readonly over: Attachment<HTMLElement> = (element) => {
    let from: PointerEvent | null = null;
    const inner = () => element.firstElementChild as HTMLElement | null;
    const begin = (event: PointerEvent) => {
      // A second finger pinches, which isn't a throw.
      from = event.pointerType === 'touch' && event.isPrimary && !this.#acts.free() ? event : null;
    };
    const move = (event: PointerEvent) => {
      if (from) inner()?.style.setProperty('translate', `${event.clientX - from.clientX}px ${Math.max(0, event.clientY - from.clientY)}px`);
    };
    const end = (event: PointerEvent) => {
      if (!from) return;
      const [x, y] = [event.clientX - from.clientX, event.clientY - from.clientY];
      from = null;
      inner()?.style.removeProperty('translate');
      if (event.type === 'pointercancel') return;
      if (Math.abs(x) > FAR && Math.abs(x) > Math.abs(y)) this.#acts.aside(x < 0 ? 1 : -1);
      else if (y > 2 * FAR) this.#acts.down();
    };
    const heard = { pointerdown: begin, pointermove: move, pointerup: end, pointercancel: end } as const;
    for (const [name, listener] of Object.entries(heard)) element.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(heard)) element.removeEventListener(name, listener as EventListener);
    };
  };
}
