import { afterEach, expect, test } from 'vitest';
import { toasts } from '../../../lib/toasts.svelte';
import type { Client } from '../context';
import type { Gathering, Vote } from '../model';
import { gathering } from '../testing';
import { Ballot } from './ballot.svelte';

type Given = { candidate: number; vote: Vote }[];

const start = (yes: number[]): Gathering =>
  gathering({ poll: { candidates: yes.map((count, place) => ({ start: `2026-11-2${place}T18:00:00Z`, end: `2026-11-2${place}T20:00:00Z`, yes: count, if_needed: 0, no: 0 })) }, me: { host: false, answered: true, may_manage: false, votes: [{ candidate: 0, vote: 'yes' }] } });

/** A server that is asked for votes, and answers when it is let. */
function opened() {
  let kept = start([2, 1]);
  const asked: { votes: Given; answer: (how: 'take' | 'refuse') => Promise<void> }[] = [];
  const client = {
    PUT: (_: string, { body: { votes } }: { body: { votes: Given } }) =>
      new Promise<{ data: Gathering }>((resolve, reject) => {
        const answer = async (how: 'take' | 'refuse') => {
          if (how === 'refuse') reject(new Error('no'));
          else resolve({ data: { ...kept, me: { ...kept.me!, votes } } });
          await new Promise((done) => setTimeout(done));
        };
        asked.push({ votes, answer });
      }),
  };
  const ballot = new Ballot(client as unknown as Client, () => kept, (one) => (kept = one));
  return { ballot, asked, hear: (change: (now: Gathering) => Gathering) => void (kept = change(kept)) };
}

afterEach(() => toasts.shown.forEach(({ id }) => toasts.dismiss(id)));

test('a vote shows and counts at once, and goes with those that were given before', async () => {
  const { ballot, asked } = opened();
  void ballot.give(1, 'if_needed');
  expect(ballot.of(1)).toBe('if_needed');
  expect(ballot.candidates[1]).toMatchObject({ yes: 1, if_needed: 1 });
  expect(asked[0]!.votes).toEqual([{ candidate: 0, vote: 'yes' }, { candidate: 1, vote: 'if_needed' }]);
  await asked[0]!.answer('take');
  expect(ballot.of(1)).toBe('if_needed');
});

test('what is chosen while one is on its way goes after it', async () => {
  const { ballot, asked } = opened();
  void ballot.give(1, 'yes');
  void ballot.give(0, 'no');
  expect(ballot.candidates[0]).toMatchObject({ yes: 1, no: 1 });
  expect(asked).toHaveLength(1);
  await asked[0]!.answer('take');
  expect(asked[1]!.votes).toEqual([{ candidate: 0, vote: 'no' }, { candidate: 1, vote: 'yes' }]);
  await asked[1]!.answer('take');
  expect(asked).toHaveLength(2);
  expect(ballot.of(0)).toBe('no');
});

test('a vote that is refused is taken back, and it is said why', async () => {
  const { ballot, asked } = opened();
  void ballot.give(0, 'no');
  await asked[0]!.answer('refuse');
  expect(ballot.of(0)).toBe('yes');
  expect(ballot.candidates[0]).toMatchObject({ yes: 2, no: 0 });
  expect(toasts.shown).toHaveLength(1);
});

test('news that count one’s vote already don’t count it twice', async () => {
  const { ballot, asked, hear } = opened();
  void ballot.give(0, 'no');
  // As all hear it: the counts are new, and what one has voted isn't said.
  hear((kept) => ({ ...kept, poll: { candidates: kept.poll!.candidates.map((one, place) => (place === 0 ? { ...one, yes: 1, no: 1 } : one)) } }));
  expect(ballot.candidates[0]).toMatchObject({ yes: 1, no: 1 });
  await asked[0]!.answer('take');
  expect(ballot.candidates[0]).toMatchObject({ yes: 1, no: 1 });
});
