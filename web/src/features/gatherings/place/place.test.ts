import { expect, test } from 'vitest';
import { Cities, theCities } from './cities';
import { distance, roughly, roundLength } from './earth';

const berlin = { latitude: 52.52, longitude: 13.405 };

test('distances are those of the sphere', () => {
  expect(distance(berlin, { latitude: 48.1374, longitude: 11.5755 })).toBeCloseTo(504, 0);
  expect(distance({ latitude: 0, longitude: 179.9 }, { latitude: 0, longitude: -179.9 })).toBeCloseTo(22.2, 1);
  expect(distance({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 180 })).toBeCloseTo(20015, 0);
  expect(distance(berlin, berlin)).toBe(0);
});

test('a place is kept to a tenth of a degree, and on the earth', () => {
  expect(roughly(berlin)).toEqual({ latitude: 52.5, longitude: 13.4 });
  expect(roughly({ latitude: -0.01, longitude: 190 })).toEqual({ latitude: 0, longitude: -170 });
  expect(roughly({ latitude: 91, longitude: -180.04 })).toEqual({ latitude: 90, longitude: 180 });
});

test('a scale shows a round length', () => {
  expect([3, 30, 90, 200, 900, 4100].map(roundLength)).toEqual([0.5, 5, 20, 50, 200, 1000]);
});

const few = 'Vienna||Wien|AT|482|164\nWiesbaden|||DE|501|82\nMönchengladbach|||DE|512|64\nWien Neudorf|||AT|481|163';

test('a city is found in either language, without its accents, the largest first', () => {
  const cities = new Cities(few, 'de');
  expect(cities.find('wie').map(({ name }) => name)).toEqual(['Wien', 'Wiesbaden', 'Wien Neudorf']);
  expect(cities.find('vienna')[0]?.name).toBe('Wien');
  expect(cities.find('MONCH')[0]?.name).toBe('Mönchengladbach');
  expect(cities.find('neudorf').map(({ name }) => name)).toEqual(['Wien Neudorf']);
  expect(cities.find(' ')).toEqual([]);
  expect(cities.find('xyz')).toEqual([]);
});

test('the list has the cities of the world, and what is near to a place', async () => {
  const cities = await theCities('en');
  expect(cities.all.length).toBeGreaterThan(20_000);
  expect(cities.find('koln')[0]).toMatchObject({ name: 'Cologne', country: 'DE' });
  expect(cities.near({ latitude: 52.5, longitude: 13.4 })?.name).toBe('Berlin');
  expect(cities.near({ latitude: 40.7, longitude: -74 })?.name).toMatch(/New York|Brooklyn/);
  expect(cities.near({ latitude: -45, longitude: -120 })).toBeUndefined();
  expect(cities.find('a')).toHaveLength(8);
});
