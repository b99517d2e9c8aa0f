import type { Attachment } from 'svelte/attachments';

interface FingerActs {
  /** By parts of the element: to where more of the right, or of what is below, is seen. */
  move: (right: number, down: number) => void;
  zoom: (by: number) => void;
}

/** A mouse, or one or two fingers, on something that can be moved and zoomed. */
export class Fingers {
  #acts: FingerActs;

  constructor(acts: FingerActs) {
    this.#acts = acts;
  }

  readonly over: Attachment<HTMLElement> = (element) => {
    const down = new Map<number, { x: number; y: number }>();
    const heard = {
      pointerdown: (event: PointerEvent) => {
        if (event.button !== 0) return;
        element.setPointerCapture(event.pointerId);
        down.set(event.pointerId, { x: event.clientX, y: event.clientY });
      },
      pointermove: (event: PointerEvent) => {
        const before = down.get(event.pointerId);
        if (!before) return;
        const far = apart([...down.values()]);
        down.set(event.pointerId, { x: event.clientX, y: event.clientY });
        // Of two fingers each moves it by half.
        const share = 1 / down.size;
        this.#acts.move((share * (before.x - event.clientX)) / element.clientWidth, (share * (before.y - event.clientY)) / element.clientHeight);
        if (far > 0) this.#acts.zoom(apart([...down.values()]) / far);
      },
      pointerup: (event: PointerEvent) => void down.delete(event.pointerId),
      pointercancel: (event: PointerEvent) => void down.delete(event.pointerId),
      wheel: (event: WheelEvent) => {
        event.preventDefault();
        this.#acts.zoom(Math.exp(-Math.max(-100, Math.min(100, event.deltaY)) / 400));
      },
    };
    for (const [name, listener] of Object.entries(heard)) element.addEventListener(name, listener as EventListener, { passive: false });
    return () => {
      for (const [name, listener] of Object.entries(heard)) element.removeEventListener(name, listener as EventListener);
    };
  };
}

function apart([a, b]: readonly { x: number; y: number }[]): number {
  return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
}
