import { spanOf, type Span } from '../grid/spans';
import { ownZone } from '../grid/zones';
import type { AttendeeAnswer, Missing, Stretch, Time } from '../model';
import { plans } from '../plans';
import { clocksSaid, spanIn } from '../stretches';
import { clockAt, dayAt, lengthSaid, spanSaid } from '../when';

const MINUTE = 60_000;

/** What would fix a time: when all could, where that is known, and what each who is missing would have to change. */
export interface Fixed {
  readonly at: Stretch | null;
  readonly missing: readonly Missing[];
}

/**
 * The smallest change of each alone needn't be that for the time that suits all who are missing best. What it is then
 * is told by their windows; where these aren't known, each has their own.
 */
export function fixOf({ fix, missing, missing_count }: Time, answers: readonly AttendeeAnswer[] | null): Fixed | null {
  if (!missing.some(({ change }) => change)) return null;
  if (!fix || (missing_count > 1 && !answers)) return { at: null, missing };
  if (missing_count === 1) return { at: fix, missing };
  return { at: fix, missing: missing.map((one) => changedFor(one, spanIn(fix), answers!)) };
}

function changedFor(one: Missing, at: Span, answers: readonly AttendeeAnswer[]): Missing {
  const windows = answers.find(({ attendee_id }) => attendee_id === one.attendee_id)?.windows.map(spanOf) ?? [];
  const changes = windows.map((window) => {
    const earlier = Math.max(0, window.start - at.start) / MINUTE;
    const later = Math.max(0, at.end - window.end) / MINUTE;
    const longEnough = window.end - window.start >= at.end - at.start;
    return { window: { start: new Date(window.start).toISOString(), end: new Date(window.end).toISOString() }, earlier, later, ...(longEnough && { shift: later - earlier }) };
  });
  const [least] = changes.sort((a, b) => a.earlier + a.later - b.earlier - b.later);
  return { ...one, change: least };
}

/** What would have to change that somebody who is missing could come, in words. */
export function reasonOf({ name, change }: Missing): string {
  if (!change?.window) return plans().noTimeNear(name);
  const { earlier, later, shift } = change;
  const window = spanIn(change.window);
  if (earlier === 0 && later === 0) return plans().sentence(plans().canInPart(name));
  const wanted = { start: window.start - earlier * MINUTE, end: window.end + later * MINUTE };
  const said = asked(name, window, wanted);
  return !shift ? plans().sentence(said) : shift > 0 ? plans().orLater(said, lengthSaid(shift)) : plans().orEarlier(said, lengthSaid(-shift));
}

function asked(name: string, window: Span, wanted: Span): string {
  const days = [window.start, window.end - 1, wanted.start, wanted.end - 1].map((instant) => dayAt(instant, ownZone()));
  if (new Set(days).size > 1) return plans().beFree(name, spanSaid(wanted, ownZone()), spanSaid(window, ownZone()));
  if (wanted.end === window.end) return plans().comeEarlier(name, clockAt(wanted.start, ownZone()), clockAt(window.start, ownZone()));
  if (wanted.start === window.start) return plans().stayLonger(name, clockAt(wanted.end, ownZone()), clockAt(window.end, ownZone()));
  return plans().beFree(name, clocksSaid(wanted), clocksSaid(window));
}
