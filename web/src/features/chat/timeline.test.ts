import { describe, expect, test } from 'vitest';
import { message } from './testing';
import { MOST, applied, guessed, hasHole, missing, opened, resumed, trimmed, withPage, type Timeline } from './timeline';

const run = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const page = (from: number, to: number, last = to) => ({ items: run(from, to).map((n) => message(n, n)), last_number: last });
const numbers = (timeline: Timeline) => [...timeline.messages.keys()].sort((a, b) => a - b);
const ten = () => opened(10, page(8, 10));

describe('a live event', () => {
  test('a new message goes to the end, and the position with it', () => {
    const after = applied(ten(), message(11, 11));
    expect(numbers(after)).toEqual([8, 9, 10, 11]);
    expect(after.position).toBe(11);
    expect(after.last).toBe(11);
  });

  test('heard twice it is there once', () => {
    const once = applied(ten(), message(11, 11));
    expect(applied(once, message(11, 11))).toEqual(once);
  });

  test('a change replaces the message in its place', () => {
    const after = applied(ten(), message(9, 11, { text: 'better', edited_at: '2026-01-01T00:00:00Z' }));
    expect(numbers(after)).toEqual([8, 9, 10]);
    expect(after.messages.get(9)?.text).toBe('better');
    expect(after.last).toBe(10);
  });

  test('a late, older state does not undo a newer one', () => {
    const gone = applied(ten(), message(9, 12, { deleted: true, text: null }));
    const after = applied(gone, message(9, 11, { text: 'edited before it was deleted' }));
    expect(after.messages.get(9)?.deleted).toBe(true);
    expect(after.position).toBe(12);
    expect(hasHole(after)).toBe(false);
  });

  test('out of order, the hole shows and closes', () => {
    const first = applied(ten(), message(12, 12));
    expect(hasHole(first)).toBe(true);
    expect(first.position).toBe(10);
    expect(first.last).toBe(12);
    expect(missing(first, { from: 8, to: 12 }, 50)).toEqual({ from: 11, to: 11 });
    const both = applied(first, message(11, 11));
    expect(numbers(both)).toEqual([8, 9, 10, 11, 12]);
    expect(both.position).toBe(12);
    expect(hasHole(both)).toBe(false);
  });

  test('a change to a message whose page is still on its way outlives that page', () => {
    const changed = applied(ten(), message(2, 11, { text: 'changed meanwhile' }));
    const after = withPage(changed, page(1, 7, 10));
    expect(after.messages.get(2)?.text).toBe('changed meanwhile');
    expect(after.position).toBe(11);
  });

  test('the first message of an empty chat', () => {
    const empty = opened(0, { items: [], last_number: 0 });
    expect(missing(empty, { from: -30, to: 30 }, 50)).toBeNull();
    expect(numbers(applied(empty, message(1, 1)))).toEqual([1]);
  });
});

describe('a change that is not confirmed yet', () => {
  test('shows at once, and gives way to the answer', () => {
    const shown = guessed(ten(), message(9, 9, { text: 'guess' }));
    expect(shown.messages.get(9)?.text).toBe('guess');
    expect(shown.position).toBe(10);
    expect(applied(shown, message(9, 11, { text: 'answer' })).messages.get(9)?.text).toBe('answer');
  });

  test('does not hide what was heard meanwhile', () => {
    const heard = applied(ten(), message(9, 11, { text: 'by another device' }));
    expect(guessed(heard, message(9, 9, { text: 'guess' })).messages.get(9)?.text).toBe('by another device');
  });
});

describe('resuming', () => {
  test('brings what was missed, each as it is now, and closes the hole', () => {
    const torn = applied(ten(), message(13, 15));
    expect(hasHole(torn)).toBe(true);
    const after = resumed(torn, {
      messages: [message(11, 11), message(8, 12, { deleted: true, text: null }), message(12, 14), message(13, 15)],
      position: 15,
      last_number: 13,
      reload: false,
    });
    expect(numbers(after)).toEqual(run(8, 13));
    expect(after.messages.get(8)?.deleted).toBe(true);
    expect(after.position).toBe(15);
    expect(hasHole(after)).toBe(false);
  });

  test('an answer overtaken by a live event takes nothing back', () => {
    const ahead = applied(ten(), message(11, 11));
    const after = resumed(ahead, { messages: [], position: 10, last_number: 10, reload: false });
    expect(after.position).toBe(11);
    expect(after.last).toBe(11);
  });

  test('what was heard beyond the answer counts when it follows on', () => {
    const torn = applied(ten(), message(12, 12));
    const after = resumed(torn, { messages: [message(11, 11)], position: 11, last_number: 11, reload: false });
    expect(after.position).toBe(12);
    expect(hasHole(after)).toBe(false);
  });
});

describe('what is to be fetched', () => {
  const apart = () => withPage(opened(1000, page(951, 1000)), page(401, 450, 1000));

  test('nothing, where all that is wanted is there', () => {
    expect(missing(apart(), { from: 410, to: 440 }, 50)).toBeNull();
    expect(missing(apart(), { from: 980, to: 1050 }, 50)).toBeNull();
  });

  test('before or after what is loaded, a page away from it', () => {
    expect(missing(apart(), { from: 390, to: 420 }, 50)).toEqual({ from: 351, to: 400 });
    expect(missing(apart(), { from: 430, to: 460 }, 50)).toEqual({ from: 451, to: 500 });
  });

  test('around the middle, where nothing is loaded', () => {
    const some = missing(apart(), { from: 690, to: 710 }, 50)!;
    expect(some.to - some.from).toBe(49);
    expect(some.from).toBeLessThan(690);
    expect(some.to).toBeGreaterThan(710);
  });

  test('never before the first or after the newest', () => {
    expect(missing(opened(60, page(11, 60)), { from: -20, to: 30 }, 50)).toEqual({ from: 1, to: 10 });
  });

  test('two parts join without a hole or a double', () => {
    let timeline = apart();
    for (let asked = missing(timeline, { from: 401, to: 1000 }, 100); asked; asked = missing(timeline, { from: 401, to: 1000 }, 100)) {
      expect(run(asked.from, asked.to).some((number) => timeline.messages.has(number))).toBe(false);
      timeline = withPage(timeline, page(asked.from, asked.to, 1000));
    }
    expect(numbers(timeline)).toEqual(run(401, 1000));
  });
});

test('memory is bounded: the farthest messages go, and can come again', () => {
  const full = opened(5000, page(5000 - MOST, 5000));
  const after = trimmed(full, 4000);
  expect(after.messages.size).toBeLessThan(MOST);
  expect(after.messages.has(4000)).toBe(true);
  expect(after.messages.has(5000)).toBe(false);
  expect(after.last).toBe(5000);
  expect(missing(after, { from: 4990, to: 5000 }, 50)).toEqual({ from: 4951, to: 5000 });
  expect(trimmed(after, 1)).toBe(after);
});
