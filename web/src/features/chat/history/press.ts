const LONG = 450;
const STILL = 10;

/** Tells a long press of a finger from a tap and from scrolling. */
export class Press {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #from = { x: 0, y: 0 };
  #pressed: (x: number, y: number) => void;

  constructor(pressed: (x: number, y: number) => void) {
    this.#pressed = pressed;
  }

  begin(event: PointerEvent): void {
    if (event.pointerType === 'mouse') return;
    this.#from = { x: event.clientX, y: event.clientY };
    this.#timer = setTimeout(() => this.#pressed(this.#from.x, this.#from.y), LONG);
  }

  move(event: PointerEvent): void {
    if (Math.hypot(event.clientX - this.#from.x, event.clientY - this.#from.y) > STILL) this.end();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
