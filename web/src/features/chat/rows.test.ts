import { expect, test } from 'vitest';
import { rowsOf } from './rows';
import { ana, ben, message } from './testing';

const at = (minute: number) => new Date(2026, 0, 1, 12, minute).toISOString();

test('messages of one sender within minutes make a run', () => {
  const rows = rowsOf(
    [
      message(1, 1, { created_at: at(0) }),
      message(2, 2, { created_at: at(1) }),
      message(3, 3, { created_at: at(2), sender: ana }),
      message(4, 4, { created_at: at(30), sender: ana }),
    ],
    99,
    ana.id,
  );
  expect(rows.map((row) => row.startsRun)).toEqual([true, false, true, true]);
  expect(rows.map((row) => row.endsRun)).toEqual([false, true, true, true]);
  expect(rows.map((row) => row.startsDay)).toEqual([true, false, false, false]);
});

test('the mark for new messages stands before the first unread one of another', () => {
  const rows = rowsOf([message(1, 1), message(2, 2, { sender: ana }), message(3, 3, { sender: ben })], 1, ana.id);
  expect(rows.map((row) => row.startsNew)).toEqual([false, false, true]);
});
