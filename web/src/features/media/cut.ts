/** A part of a picture: how far it is zoomed in, 1 being all that fits, and where its middle is, from 0 to 1. */
export interface Cut {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export interface Sized {
  readonly width: number;
  readonly height: number;
}

export const MOST_ZOOM = 5;

export const whole: Cut = { zoom: 1, x: 0.5, y: 0.5 };

/** The rectangle of the picture that is seen, in its pixels. `ratio` is its width by its height. */
export function seen({ width, height }: Sized, ratio: number, { zoom, x, y }: Cut): { left: number; top: number } & Sized {
  const widest = Math.min(width, height * ratio) / zoom;
  const highest = widest / ratio;
  return { left: x * width - widest / 2, top: y * height - highest / 2, width: widest, height: highest };
}

/** The same cut moved so that it lies within the picture. */
export function within(picture: Sized, ratio: number, cut: Cut): Cut {
  const zoom = Math.min(MOST_ZOOM, Math.max(1, cut.zoom));
  const { width, height } = seen(picture, ratio, { ...cut, zoom });
  const [halfX, halfY] = [width / 2 / picture.width, height / 2 / picture.height];
  return { zoom, x: between(halfX, cut.x, 1 - halfX), y: between(halfY, cut.y, 1 - halfY) };
}

/** Moved by parts of what is seen: 1 to the right is one width of it. */
export function moved(picture: Sized, ratio: number, cut: Cut, right: number, down: number): Cut {
  const { width, height } = seen(picture, ratio, cut);
  return within(picture, ratio, { ...cut, x: cut.x + (right * width) / picture.width, y: cut.y + (down * height) / picture.height });
}

export function zoomed(picture: Sized, ratio: number, cut: Cut, zoom: number): Cut {
  return within(picture, ratio, { ...cut, zoom });
}

function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(least, value), Math.max(least, most));
}
