import type { Proposed } from '../src/features/gatherings/model';
import type { World } from './world';
import type { WorldOfSpaces } from './spaces';

const DAY = 86_400_000;
/** When the tests of a file began: it stays the same where they go on after midnight. */
const began = new Date();

/** A day to come, like "2026-11-24": so many days from the next Monday on. */
export function fromMonday(days: number, today = began): string {
  const monday = today.getTime() + ((8 - today.getUTCDay()) % 7 || 7) * DAY;
  return new Date(monday + days * DAY).toISOString().slice(0, 10);
}

/** Ids of gatherings, and the codes of links. */
export interface WorldOfGatherings {
  /** Ana’s own, with a link: some have answered. */
  soup: string;
  code: string;
  /** Ben’s, where Ana has still to answer. */
  trip: string;
  /** In the family’s space. */
  birthday: string;
  /** By its link, guests may come. */
  open: string;
}

export const plans = { soup: 'Soup and a film', trip: 'Three evenings of choir rehearsals before the concert in the old church', birthday: 'Grandmother’s birthday', open: 'Board games' };

/** Gatherings in which people have answered from several zones. */
export async function makeGatherings({ ana, ben, cleo, farid, long }: World['rest'], { family }: WorldOfSpaces): Promise<WorldOfGatherings> {
  const zone = 'Europe/Berlin';
  const evenings = { first_day: fromMonday(0), last_day: fromMonday(6), zone, daily_from: '17:00', daily_until: '23:00' };
  const propose = (who: typeof ana, body: object) => who.ask<Proposed>('POST', '/gatherings', body);
  const answer = (who: typeof ana, id: string, from: string, windows: readonly (readonly [day: number, clock: string, minutes: number])[], more: object = {}) =>
    who.ask('PUT', `/gatherings/${id}/answer`, { zone: from, windows: windows.map(([day, clock, minutes]) => ({ start: `${fromMonday(day)}T${clock}:00`, minutes })), ...more });

  const soup = await propose(ana, { ...evenings, title: plans.soup, description: 'Bring **bowls**.\n\n- soup\n- a film, *any*', place: 'Ana’s kitchen', minutes: 120, currency: 'EUR', invite: [ben, cleo, farid, long].map(({ id }) => ({ account_id: id, required: id !== long.id })) });
  const { id } = soup.gathering;
  await answer(ben, id, zone, [[0, '18:00', 240], [2, '17:00', 180], [5, '17:00', 360]], { mood: 'chill', budget: { most: 20 }, travel_km: 10 });
  await answer(cleo, id, 'Asia/Tokyo', [[1, '02:00', 240], [3, '01:00', 180]], { mood: 'chill', budget: { most: 30 }, travel_km: 25 });
  await answer(farid, id, zone, [[0, '19:00', 120], [2, '18:00', 180], [4, '17:00', 360]], { mood: 'energetic', budget: {}, travel_km: 5 });

  const trip = await propose(ben, { first_day: fromMonday(0), last_day: fromMonday(20), zone, title: plans.trip, minutes: 120, sittings: 3, invite: [{ account_id: ana.id }] });
  const birthday = await propose(cleo, { ...evenings, space_id: family, title: plans.birthday, minutes: 180, place: 'The garden' });
  const open = await propose(farid, { first_day: fromMonday(5), last_day: fromMonday(6), zone, title: plans.open, minutes: 60, place: 'Café Merkur' });
  return { soup: id, code: soup.link!.code, trip: trip.gathering.id, birthday: birthday.gathering.id, open: open.link!.code };
}

