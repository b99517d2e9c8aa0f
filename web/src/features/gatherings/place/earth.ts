/** A place on the earth, in degrees; as people give them here, to a tenth. */
export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** Mean radius, in kilometres. */
export const EARTH = 6371.0088;

/** The great-circle distance in kilometres, by the haversine formula. */
export function distance(a: Point, b: Point): number {
  const half = (degrees: number) => Math.sin((degrees * Math.PI) / 360) ** 2;
  const cos = (degrees: number) => Math.cos((degrees * Math.PI) / 180);
  const h = half(b.latitude - a.latitude) + cos(a.latitude) * cos(b.latitude) * half(b.longitude - a.longitude);
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** The place as roughly as it is kept: to a tenth of a degree, within the earth. */
export function roughly({ latitude, longitude }: Point): Point {
  const tenth = (degrees: number) => Math.round(degrees * 10) / 10 + 0;
  const turned = ((((longitude + 180) % 360) + 360) % 360) - 180;
  return { latitude: tenth(Math.max(-90, Math.min(90, latitude))), longitude: tenth(turned) };
}

/** A length near a quarter of `km` that is good to read on a scale: 1, 2 or 5 times a power of ten. */
export function roundLength(km: number): number {
  const wanted = Math.max(km / 4, 0.1);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const times = [5, 2, 1].find((one) => one * power <= wanted) ?? 1;
  return times * power;
}
