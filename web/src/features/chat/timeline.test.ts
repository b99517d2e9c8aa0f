import { describe, expect, test } from 'vitest';
import { message } from './testing';
import { applied, hasHole, newest, opened, resumed, withOlder, type Timeline } from './timeline';

const page = (...numbers: number[]) => ({ items: numbers.map((n) => message(n, n)), last_number: numbers.at(-1) ?? 0 });
const numbers = (timeline: Timeline) => timeline.messages.map((m) => m.number);
const ten = () => opened(10, page(8, 9, 10), 3);

describe('a live event', () => {
  test('a new message goes to the end, and the position with it', () => {
    const after = applied(ten(), message(11, 11));
    expect(numbers(after)).toEqual([8, 9, 10, 11]);
    expect(after.position).toBe(11);
    expect(newest(after)).toBe(11);
  });

  test('heard twice it is there once', () => {
    const once = applied(ten(), message(11, 11));
    expect(applied(once, message(11, 11))).toEqual(once);
  });

  test('a change replaces the message in its place', () => {
    const after = applied(ten(), message(9, 11, { text: 'better', edited_at: '2026-01-01T00:00:00Z' }));
    expect(numbers(after)).toEqual([8, 9, 10]);
    expect(after.messages[1]?.text).toBe('better');
  });

  test('a late, older state does not undo a newer one', () => {
    const gone = applied(ten(), message(9, 12, { deleted: true, text: null }));
    const after = applied(gone, message(9, 11, { text: 'edited before it was deleted' }));
    expect(after.messages[1]?.deleted).toBe(true);
    expect(after.position).toBe(12);
    expect(hasHole(after)).toBe(false);
  });

  test('out of order, messages stand by number and the hole closes', () => {
    const first = applied(ten(), message(12, 12));
    expect(hasHole(first)).toBe(true);
    expect(first.position).toBe(10);
    const both = applied(first, message(11, 11));
    expect(numbers(both)).toEqual([8, 9, 10, 11, 12]);
    expect(both.position).toBe(12);
    expect(hasHole(both)).toBe(false);
  });

  test('a change to a message that is not loaded is counted and left out', () => {
    const after = applied(ten(), message(2, 11));
    expect(numbers(after)).toEqual([8, 9, 10]);
    expect(after.position).toBe(11);
  });

  test('the first message of an empty chat', () => {
    expect(numbers(applied(opened(0, page(), 3), message(1, 1)))).toEqual([1]);
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
    expect(numbers(after)).toEqual([8, 9, 10, 11, 12, 13]);
    expect(after.messages[0]?.deleted).toBe(true);
    expect(after.position).toBe(15);
    expect(hasHole(after)).toBe(false);
  });

  test('an answer overtaken by a live event takes nothing back', () => {
    const ahead = applied(ten(), message(11, 11));
    const after = resumed(ahead, { messages: [], position: 10, last_number: 10, reload: false });
    expect(after.position).toBe(11);
    expect(numbers(after)).toEqual([8, 9, 10, 11]);
  });

  test('what was heard beyond the answer counts when it follows on', () => {
    const torn = applied(ten(), message(12, 12));
    const after = resumed(torn, { messages: [message(11, 11)], position: 11, last_number: 11, reload: false });
    expect(after.position).toBe(12);
    expect(hasHole(after)).toBe(false);
  });
});

describe('older messages', () => {
  test('go before, until there are none', () => {
    expect(ten().hasOlder).toBe(true);
    const more = withOlder(ten(), page(5, 6, 7), 3);
    expect(numbers(more)).toEqual([5, 6, 7, 8, 9, 10]);
    expect(more.hasOlder).toBe(true);
    const all = withOlder(withOlder(more, page(2, 3, 4), 3), page(1), 3);
    expect(numbers(all)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(all.hasOlder).toBe(false);
  });
});
