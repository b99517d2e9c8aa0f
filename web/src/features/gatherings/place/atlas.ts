import type { ExtendedFeatureCollection, GeoPermissibleObjects } from 'd3-geo';
import type { Topology } from 'topojson-specification';

/** What a map is drawn of: the land, and the borders on it. From Natural Earth (public domain), by way of world-atlas. */
export interface Atlas {
  readonly land: GeoPermissibleObjects;
  readonly borders: GeoPermissibleObjects;
}

let kept: Promise<Atlas> | undefined;

/** Loads it when it is needed first. Throws when it can't be. */
export function theAtlas(): Promise<Atlas> {
  kept ??= read().catch((error: unknown) => {
    kept = undefined;
    throw error;
  });
  return kept;
}

async function read(): Promise<Atlas> {
  const [{ default: world }, { feature, mesh }] = await Promise.all([import('world-atlas/countries-50m.json'), import('topojson-client')]);
  const topology = world as unknown as Topology;
  const countries = topology.objects.countries! as Parameters<typeof mesh>[1];
  return { land: feature(topology, topology.objects.land!) as ExtendedFeatureCollection, borders: mesh(topology, countries, (a, b) => a !== b) };
}
