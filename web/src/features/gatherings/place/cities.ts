import { distance, type Point } from './earth';

export interface City {
  readonly name: string;
  /** ISO 3166, two letters. */
  readonly country: string;
  readonly at: Point;
}

/** A city as it is kept: with how it can be written. */
interface Listed extends City {
  readonly written: readonly string[];
}

/** Further off, a place isn't "near" a city. */
const NEAR_KM = 60;
const MOST = 8;

/** The cities of the world of ten thousand people and more, the largest first. */
export class Cities {
  readonly all: readonly Listed[];

  constructor(list: string, language: string) {
    this.all = list.split('\n').map((line) => {
      const [listed, english, german, country, latitude, longitude] = line.split('|') as [string, string, string, string, string, string];
      const name = (language === 'de' ? german : english) || listed;
      const written = [...new Set([listed, english, german].map(folded))].filter(Boolean);
      return { name, country, at: { latitude: Number(latitude) / 10, longitude: Number(longitude) / 10 }, written };
    });
  }

  /** Those whose name begins so, the largest first; then those with a word in it that does. */
  find(typed: string): City[] {
    const wanted = folded(typed);
    if (wanted === '') return [];
    const first = this.#some((name) => name.startsWith(wanted), MOST, []);
    return [...first, ...this.#some((name) => name.includes(` ${wanted}`), MOST - first.length, first)];
  }

  /** The city that a place is near to: the nearest, and rather a large one than a suburb of it. */
  near(place: Point): City | undefined {
    let best: { city: City; weight: number } | undefined;
    this.all.forEach((city, rank) => {
      if (Math.abs(city.at.latitude - place.latitude) > 1) return;
      const km = distance(city.at, place);
      // The names of large cities are known further off.
      const weight = km + 8 * Math.log10(rank + 1);
      if (km <= NEAR_KM && (!best || weight < best.weight)) best = { city, weight };
    });
    return best?.city;
  }

  #some(fits: (name: string) => boolean, most: number, without: readonly City[]): City[] {
    const found: City[] = [];
    for (const city of this.all) {
      if (found.length >= most) break;
      if (city.written.some(fits) && !without.includes(city)) found.push(city);
    }
    return found;
  }
}

let kept: { language: string; cities: Cities } | undefined;

/** Loads the list when it is needed first. Throws when it can't be. */
export async function theCities(language: string): Promise<Cities> {
  if (kept?.language === language) return kept.cities;
  const { default: list } = await import('virtual:cities');
  kept = { language, cities: new Cities(list, language) };
  return kept.cities;
}

/** Without accents, capitals and signs between words. */
function folded(name: string): string {
  return name.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('ß', 'ss').replaceAll('ł', 'l').replaceAll('Ł', 'l').replaceAll('ø', 'o').toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim();
}
