import type { Proposed } from '../src/features/gatherings/model';
import { fromMonday } from './gatherings';
import type { Rest } from './rest';
import type { World } from './world';

/** Ids of gatherings, by how far they have come. */
export interface WorldOfPlans {
  /** Nobody can be there with all the others; and all have told where they come from. */
  picnic: string;
  /** Its times are voted on. */
  film: string;
  /** Ana waits for a place. */
  concert: string;
  cancelled: string;
}

export const titles = { picnic: 'Picnic by the river', film: 'A film together', concert: 'Concert in the old church', cancelled: 'Ice skating' };

const zone = 'Europe/Berlin';
const instant = (day: number, clock: string) => new Date(`${fromMonday(day)}T${clock}:00Z`).toISOString();
type Windows = readonly (readonly [day: number, clock: string, minutes: number])[];

/** Answers as somebody; clocks are those of Berlin. */
export function answer(who: Rest, id: string, windows: Windows, more: object = {}): Promise<unknown> {
  return who.ask('PUT', `/gatherings/${id}/answer`, { zone, windows: windows.map(([day, clock, minutes]) => ({ start: `${fromMonday(day)}T${clock}:00`, minutes })), ...more });
}

export async function makePlans({ ana, ben, cleo, farid, long }: World['rest']): Promise<WorldOfPlans> {
  const days = { first_day: fromMonday(0), last_day: fromMonday(4), zone, daily_from: '17:00', daily_until: '23:00', minutes: 120, currency: 'EUR' };
  const propose = async (who: Rest, body: object, ...others: Rest[]) => (await who.ask<Proposed>('POST', '/gatherings', { ...days, ...body, invite: others.map(({ id }) => ({ account_id: id })) })).gathering.id;

  const picnic = await propose(ana, { title: titles.picnic, place: 'Where the willows are' }, ben, cleo, farid, long);
  await answer(ana, picnic, [[0, '17:00', 180], [2, '18:00', 120]], { mood: 'chill', budget: { most: 15 }, travel_km: 25, location: { latitude: 52.1, longitude: 5.1 } });
  await answer(ben, picnic, [[0, '19:00', 240], [2, '18:30', 180]], { mood: 'chill', budget: { most: 40 }, travel_km: 40, location: { latitude: 52.4, longitude: 4.9 } });
  await answer(cleo, picnic, [[0, '18:00', 300], [1, '17:00', 180]], { mood: 'energetic', budget: {}, travel_km: 60, location: { latitude: 51.9, longitude: 4.5 } });
  await answer(farid, picnic, [[0, '18:30', 150], [2, '17:00', 360]], { mood: 'anything', budget: { most: 25 }, travel_km: 30, location: { latitude: 52.2, longitude: 5.4 } });

  const film = await propose(ana, { title: titles.film }, ben, cleo, farid);
  const candidates = [[1, '18:00'], [2, '18:00'], [4, '17:30']] as const;
  await ana.ask('PUT', `/gatherings/${film}/poll`, { candidates: candidates.map(([day, clock]) => ({ start: instant(day, clock), minutes: 150 })) });
  for (const [who, ...votes] of [[ben, 'yes', 'no', 'if_needed'], [cleo, 'yes', 'if_needed', 'yes'], [farid, 'if_needed', 'no', 'yes']] as const) {
    await who.ask('PUT', `/gatherings/${film}/votes`, { votes: votes.map((vote, candidate) => ({ candidate, vote })) });
  }

  const concert = await propose(ben, { title: titles.concert, capacity: 2, place: 'St. Mary’s' }, ana, cleo);
  await ben.ask('POST', `/gatherings/${concert}/settle`, { sittings: [{ start: instant(3, '18:30'), minutes: 120 }] });
  for (const who of [cleo, ana]) await who.ask('PUT', `/gatherings/${concert}/rsvp`, { rsvp: 'yes' });

  const cancelled = await propose(ana, { title: titles.cancelled }, ben);
  await ana.ask('POST', `/gatherings/${cancelled}/cancel`, {});
  return { picnic, film, concert, cancelled };
}
