import { photo } from './photos';
import type { World } from './world';

/** What a family shares: words, pictures of all shapes, comments and reactions. */
export async function shareInFamily(space: string, { ana, ben, cleo }: World['rest']): Promise<void> {
  const path = `/spaces/${space}/shares`;
  const post = (who: typeof ana, body: object) => who.ask<{ id: string }>('POST', path, body);
  const wide = await post(cleo, { text: 'Grandmother’s garden, *all of it*. Read what she planted: https://garden.example/plan', pictures: await cleo.enclosed([photo('Garden', 2000, 700, 0.15), 'The whole garden from the gate']) });
  await post(ben, {
    text: 'Six from the lake.',
    pictures: await ben.enclosed([photo('Boat', 1200, 800, 0.1), 'The boat at the pier'], [photo('Reeds', 700, 1000, 0.3)], [photo('Dusk', 1600, 700, 0.8)], [photo('Fire', 900, 900, 0.95)], [photo('Tent', 1000, 750, 0.6)], [photo('Fog', 800, 1100, 0.45)]),
  });
  await post(ana, { text: 'Who brings the cake on Sunday?\n\n1. Ana: apple\n2. Cléo: nothing with nuts, please' });
  const newest = await post(ben, { text: 'Look who is back.', pictures: await ben.enclosed([photo('Back', 800, 1000, 0.55)]) });
  for (const [who, text] of [[cleo, 'I can smell the beans from here.'], [ben, 'Which bed is mine?'], [ana, 'The one with the boat!']] as const) await who.ask('POST', `${path}/${wide.id}/comments`, { text });
  for (const [who, id, emoji] of [[ana, newest.id, '❤️'], [cleo, newest.id, '❤️'], [cleo, newest.id, '🎉'], [ben, wide.id, '🌻']] as const) await who.ask('PUT', `${path}/${id}/reactions/${encodeURIComponent(emoji)}`);
}
