// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { media } from '../../lib/catalogue/en/media';
import type { Picture } from './model';
import { Tray } from './tray.svelte';

const variant = { address: '/api/v1/media/x/thumbnail?until=1', content_type: 'image/jpeg', width: 4, height: 3, bytes: 1 };
const shown = (media_id: string, caption = '') => ({ picture: { media_id, placeholder: '', thumbnail: variant, medium: variant, full: variant } satisfies Picture, caption });

test('pictures that are shown already keep their names and captions, in the order that was chosen', async () => {
  const tray = new Tray([shown('a', 'A lake'), shown('b'), shown('c')]);
  expect(tray.ready).toBe(true);
  tray.move(2, 0);
  tray.pictures[2]!.caption = '  A boat ';
  tray.remove(tray.pictures[1]!);
  expect(await tray.enclosed()).toEqual([{ media_id: 'c' }, { media_id: 'b', caption: 'A boat' }]);
});

test('nothing is moved out of the list', () => {
  const tray = new Tray([shown('a'), shown('b')]);
  for (const [from, to] of [[0, -1], [1, 2], [0, 0]] as const) tray.move(from, to);
  expect(tray.pictures.map((one) => one.picture?.media_id)).toEqual(['a', 'b']);
});

test('what is no picture, or one too many, is left out in words', () => {
  const tray = new Tray(Array.from({ length: 10 }, (_, i) => shown(String(i))));
  tray.add([new File(['words'], 'notes.txt', { type: 'text/plain' })]);
  expect(tray.refused).toBe(media.onlyPictures);
  tray.add([new File(['x'], 'x.png', { type: 'image/png' })]);
  expect(tray.refused).toBe(media.tooMany(10));
  expect(tray.pictures).toHaveLength(10);
});
