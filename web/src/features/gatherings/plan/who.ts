import { t } from '../../../lib/words.svelte';
import type { Window } from '../model';
import { plans } from '../plans';
import { spanIn } from '../stretches';
import type { Board } from '../times/board.svelte';
import { whoCan } from '../times/heat';
import { stretchOf } from './sittings';

const NAMED = 5;

/** Who of those who have answered could come, in words; "" while that isn't known. */
export function whoAt(board: Board, window: Window): string {
  if (!board.named || board.answers.length === 0) return '';
  const { can, cannot } = whoCan(board.answers, spanIn(stretchOf(window)));
  if (cannot.length === 0) return plans().allCan;
  const names = cannot.slice(0, NAMED).map(({ person }) => person.name);
  return plans().someCan(can.length, board.answers.length, t().page.listed(names, cannot.length - names.length));
}
