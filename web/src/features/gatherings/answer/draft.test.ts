// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { asAccount } from '../context';
import type { Answer, NewAnswer } from '../model';
import { MyAnswer } from './draft.svelte';

const at = (hour: number) => Date.parse(`2026-11-24T${String(hour).padStart(2, '0')}:00:00Z`);
const hours = (from: number, until: number) => ({ start: at(from), end: at(until) });
const asked = [hours(8, 22)];

/** A server that has one answer, or none; and can be out of reach. */
let there: Answer | null;
let reached: boolean;

beforeEach(() => {
  localStorage.clear();
  there = null;
  reached = true;
  vi.stubGlobal('fetch', async (request: Request) => {
    if (!reached) throw new TypeError('cut');
    if (request.method === 'DELETE') there = null;
    if (request.method === 'PUT') {
      const { save: _, ...given } = (await request.json()) as Omit<Answer, 'answered_at'> & Pick<NewAnswer, 'save'>;
      there = { ...given, answered_at: '2026-11-20T08:00:00Z' };
    }
    return there ? Response.json(there) : new Response(null, { status: 204 });
  });
});

async function opened(): Promise<MyAnswer> {
  const mine = new MyAnswer(asAccount('ana'), 'soup');
  await mine.load(there !== null);
  return mine;
}

test('what is painted is kept until it is saved, whatever happens to the page', async () => {
  const mine = await opened();
  mine.paint([hours(9, 10), hours(10, 11)], true);
  mine.change({ budget: '20' });
  const again = await opened();
  expect(again.draft.spans).toEqual([hours(9, 11)]);
  expect([again.draft.budget, again.changed]).toEqual(['20', true]);

  reached = false;
  await expect(again.save('Europe/Berlin', asked, false)).rejects.toThrow();
  expect((await opened().catch(() => again)).draft.spans).toEqual([hours(9, 11)]);
  reached = true;
  await again.save('Europe/Berlin', asked, false);
  expect(again.changed).toBe(false);
  expect(there).toMatchObject({ zone: 'Europe/Berlin', windows: [{ start: '2026-11-24T09:00:00.000Z', minutes: 120 }], budget: { most: 20 } });
  expect(localStorage.length).toBe(0);
});

test('what the plan no longer asks for isn’t said', async () => {
  const mine = await opened();
  mine.paint([hours(6, 9), hours(23, 24)].map(({ start }) => ({ start, end: start + 3 * 3_600_000 })), true);
  await mine.save('UTC', asked, false);
  expect(there?.windows).toEqual([{ start: '2026-11-24T08:00:00.000Z', minutes: 60 }]);
});

test('no limit, no answer and a number are three things', async () => {
  const mine = await opened();
  mine.change({ budget: 'any', travel: ' 25 ' });
  await mine.save('UTC', asked, false);
  expect([there?.budget, there?.travel_km, there?.mood]).toEqual([{}, 25, undefined]);
  mine.change({ budget: '', travel: '' });
  await mine.save('UTC', asked, false);
  expect([there?.budget, there?.travel_km]).toEqual([undefined, undefined]);
});

test('each step can be taken back, and so can the answer', async () => {
  const mine = await opened();
  mine.paint([hours(9, 12)], true);
  mine.paint([hours(10, 11)], false);
  mine.paint([hours(10, 11)], false);
  expect(mine.draft.spans).toEqual([hours(9, 10), hours(11, 12)]);
  mine.undo();
  expect(mine.draft.spans).toEqual([hours(9, 12)]);
  await mine.save('UTC', asked, false);
  await mine.takeBack();
  expect([there, mine.saved, mine.draft.spans, mine.changed]).toEqual([null, null, [], false]);
});

test('what is painted while the answer is on its way stays', async () => {
  const mine = await opened();
  mine.paint([hours(9, 10)], true);
  const saving = mine.save('UTC', asked, false);
  mine.paint([hours(12, 13)], true);
  await saving;
  expect([mine.draft.spans, mine.changed]).toEqual([[hours(9, 10), hours(12, 13)], true]);
});
