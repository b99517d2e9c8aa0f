/**
 * Where a quick exit leads: an ordinary page about bread. It lies beside this one, so that it is there at once, also
 * without a network, and asks nobody for anything.
 */
const HARMLESS = '/bread.html';
/** Two presses of Escape within so many milliseconds are meant as one sign. */
const TWICE = 500;
/** Of this tab: that somebody left it in a hurry. */
const LEFT = 'hearth.left';
/** Tells the other tabs of this browser to leave too. */
const CALL = 'hearth.leave';

let leaving = false;
let before = -Infinity;

/**
 * Leaves at once: nothing stays on view, in no tab of this browser, and this place in the tab's history becomes the
 * harmless page. What was written and kept by this browser stays kept.
 */
export function leave(): void {
  if (leaving) return;
  leaving = true;
  localStorage.setItem(CALL, '1');
  localStorage.removeItem(CALL);
  go();
}

/** To be called before anything is shown. Whether it may be: whoever goes back after leaving sees bread again. */
export function startExit(): boolean {
  addEventListener('beforeunload', (event) => leaving && event.stopImmediatePropagation(), { capture: true });
  addEventListener('keydown', escape, { capture: true });
  addEventListener('storage', ({ key, newValue }) => key === CALL && newValue !== null && go());
  addEventListener('pageshow', ({ persisted }) => persisted && wentBack(true));
  const [opened] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return !wentBack(opened?.type === 'back_forward');
}

/** Who opens the page anew, by its address, comes in. */
function wentBack(back: boolean): boolean {
  if (back && sessionStorage.getItem(LEFT) !== null) return go();
  sessionStorage.removeItem(LEFT);
  return false;
}

function escape(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.repeat || event.isComposing) return;
  if (event.timeStamp - before < TWICE) leave();
  before = event.timeStamp;
}

function go(): true {
  leaving = true;
  sessionStorage.setItem(LEFT, '1');
  document.title = '';
  // Empty ones take their place: what was just closing looks for them a moment later.
  document.documentElement.replaceChildren(document.createElement('head'), document.createElement('body'));
  location.replace(HARMLESS);
  return true;
}
