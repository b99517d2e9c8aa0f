import { geoAzimuthalEquidistant, geoCircle, geoPath, type GeoProjection } from 'd3-geo';
import type { Atlas } from './atlas';
import type { City } from './cities';
import { EARTH, type Point } from './earth';

/** Of the drawing, in its own units. */
export const WIDTH = 640;
export const HEIGHT = 400;
/** From the centre to the nearer edge. */
const INNER = HEIGHT / 2;
/** The room of a city's name, and of what marks a place, by the size of its letters. */
const LINE = 1.3;
const LETTER = 0.55;
const GAP = 0.5;
const MARK = 1.3;
const NAMES = 16;

export interface Named {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** Where its name begins; or ends, where there is no room behind the dot. */
  readonly from: number;
  readonly before: boolean;
}

/** A map round `centre` that shows at least `km` in all directions: distances from the centre, and directions, are true. */
export function projectionOf(centre: Point, km: number): GeoProjection {
  const reach = Math.min(km, Math.PI * EARTH);
  const corner = (Math.hypot(WIDTH, HEIGHT) / 2 / INNER) * (reach / EARTH) * (180 / Math.PI);
  return geoAzimuthalEquidistant()
    .rotate([-centre.longitude, -centre.latitude])
    .translate([WIDTH / 2, HEIGHT / 2])
    .scale((INNER * EARTH) / reach)
    .precision(0.3)
    .clipAngle(Math.min(179.9, corner * 1.05));
}

export interface Drawn {
  readonly land: string;
  readonly borders: string;
}

export function drawn(projection: GeoProjection, atlas: Atlas): Drawn {
  const path = geoPath(projection.clipExtent([[-2, -2], [WIDTH + 2, HEIGHT + 2]])).digits(1);
  return { land: path(atlas.land) ?? '', borders: path(atlas.borders) ?? '' };
}

/** A circle on the earth, as it is on the map. */
export function discOn(projection: GeoProjection, centre: Point, km: number): string {
  const radius = Math.min(180, (km / EARTH) * (180 / Math.PI));
  return geoPath(projection).digits(1)(geoCircle().center([centre.longitude, centre.latitude]).radius(radius).precision(2)()) ?? '';
}

export function placeOn(projection: GeoProjection, { longitude, latitude }: Point): { x: number; y: number } {
  const [x, y] = projection([longitude, latitude]) ?? [-WIDTH, -HEIGHT];
  return { x, y };
}

export function pointAt(projection: GeoProjection, x: number, y: number): Point | null {
  const [longitude, latitude] = projection.invert?.([x, y]) ?? [NaN, NaN];
  return Number.isFinite(longitude) && Number.isFinite(latitude) ? { longitude, latitude } : null;
}

/** The largest cities in view whose names don't lie over one another, or over `mark`. `cities` are sorted by size; letters are of `size`. */
export function citiesOn(projection: GeoProjection, cities: readonly City[], size: number, mark: { x: number; y: number } | null): Named[] {
  const shown: (Named & { left: number; right: number })[] = [];
  for (const { name, at } of cities) {
    if (shown.length >= NAMES) break;
    const { x, y } = placeOn(projection, at);
    if (!(x > size && y > size && x < WIDTH - size && y < HEIGHT - 3 * size)) continue;
    const gap = mark && Math.hypot(mark.x - x, mark.y - y) < size * MARK ? size * MARK : size * GAP;
    const room = size * LETTER * name.length + gap + size * GAP;
    const before = x + room > WIDTH;
    const [left, right] = before ? [x - room, x + size * GAP] : [x - size * GAP, x + room];
    if (left < 0 || shown.some((other) => Math.abs(other.y - y) < size * LINE && other.left < right && left < other.right)) continue;
    shown.push({ name, x, y, before, from: before ? x - gap : x + gap, left, right });
  }
  return shown;
}
