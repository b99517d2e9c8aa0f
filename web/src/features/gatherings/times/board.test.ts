import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tell } from '../../../lib/news';
import type { Caller } from '../context';
import type { AttendeeAnswer, Statistics, Times } from '../model';
import { statistics, times } from '../testing';
import { Board } from './board.svelte';

const answer = (id: string, minutes = 60): AttendeeAnswer => ({ attendee_id: id, person: { id, name: id, deleted: false }, guest: false, required: true, zone: 'UTC', windows: [{ start: '2026-11-24T18:00:00Z', minutes }], answered_at: '' });

let there: { times: Times; statistics: Statistics; answers: AttendeeAnswer[] };
let asked: string[];
let refuses: boolean;
let board: Board;

const client = {
  GET: async (path: string, { params }: { params: { query?: { after?: string } } }) => {
    asked.push(path);
    if (refuses) throw new Error('no');
    if (path.endsWith('/times')) return { data: there.times };
    if (path.endsWith('/statistics')) return { data: there.statistics };
    const from = Number(params.query?.after ?? 0);
    return { data: { items: there.answers.slice(from, from + 1), next: from + 1 < there.answers.length ? String(from + 1) : null } };
  },
};

async function opened(more: Partial<Caller> = {}): Promise<Board> {
  board = new Board('soup', { client: client as never, guest: false, key: 'me', ...more });
  await vi.waitUntil(() => board.times !== null || board.trouble !== '');
  return board;
}

beforeEach(() => {
  there = { times: times(), statistics: statistics({ me: { fair_km: 3 }, meeting: { answers: 3, fair: { latitude: 1, longitude: 1, farthest_km: 4 } } }), answers: [answer('ana'), answer('ben')] };
  asked = [];
  refuses = false;
});
afterEach(() => {
  board.close();
  vi.useRealTimers();
});

const names = () => board.answers.map(({ attendee_id }) => attendee_id);

test('all answers are read where they are few, page by page', async () => {
  await opened();
  expect(names()).toEqual(['ana', 'ben']);
  expect(board.named).toBe(true);
});

test('of very many, nobody is named', async () => {
  there.times = times({ answered: 5000 });
  await opened();
  expect(names()).toEqual([]);
  expect(board.named).toBe(false);
  expect(asked.filter((path) => path.endsWith('/answers'))).toEqual([]);
  tell('gathering.answered', { gathering_id: 'soup', answer: answer('cleo') });
  expect(names()).toEqual([]);
});

test('an answer that comes, changes or is taken back shows at once; those elsewhere don’t', async () => {
  await opened();
  tell('gathering.answered', { gathering_id: 'soup', answer: answer('cleo') });
  tell('gathering.answered', { gathering_id: 'soup', answer: answer('ana', 30) });
  tell('gathering.answered', { gathering_id: 'soup', attendee_id: 'ben' });
  tell('gathering.answered', { gathering_id: 'elsewhere', answer: answer('dora') });
  expect(names()).toEqual(['ana', 'cleo']);
  expect(board.answers[0]!.windows[0]!.minutes).toBe(30);
});

test('times that come late don’t replace newer ones, and what concerns oneself stays until it is asked for again', async () => {
  await opened();
  there.statistics = { ...there.statistics, revision: 3, me: { fair_km: 9 } };
  tell('gathering.times', { gathering_id: 'soup', times: times({ revision: 3, attendees: 9 }), statistics: { revision: 3, meeting: there.statistics.meeting } });
  tell('gathering.times', { gathering_id: 'soup', times: times({ revision: 2, attendees: 8 }), statistics: statistics() });
  expect(board.times?.attendees).toBe(9);
  expect(board.statistics?.me).toEqual({ fair_km: 3 });
  await vi.waitUntil(() => board.statistics?.me?.fair_km === 9);
});

test('a guest, to whom no news come, asks as soon as the gathering has changed; others only when news stay out', async () => {
  await opened({ guest: true });
  there.times = times({ revision: 2 });
  board.behind(2);
  await vi.waitUntil(() => board.times?.revision === 2);
  board.close();

  await opened();
  vi.useFakeTimers();
  asked = [];
  board.behind(3);
  tell('gathering.times', { gathering_id: 'soup', times: times({ revision: 3 }), statistics: statistics({ revision: 3 }) });
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toEqual([]);
  board.behind(4);
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toContain('/gatherings/{id}/times');
});

test('what can’t be read is said, and read when it can', async () => {
  refuses = true;
  await opened();
  expect(board.trouble).not.toBe('');
  refuses = false;
  tell('live.ready', null);
  await vi.waitUntil(() => board.times !== null);
  expect(board.trouble).toBe('');
});

test('what was asked before newer news came doesn’t take their place', async () => {
  await opened();
  const reading = board.load();
  tell('gathering.times', { gathering_id: 'soup', times: times({ revision: 7, attendees: 9 }), statistics: statistics({ revision: 7 }) });
  await reading;
  expect(board.times).toMatchObject({ revision: 7, attendees: 9 });
});
