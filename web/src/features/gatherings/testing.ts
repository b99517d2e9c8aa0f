import type { Gathering, Statistics, Times } from './model';

export function gathering(more: Partial<Gathering> = {}): Gathering {
  return {
    id: 'soup',
    chat_id: 'soup',
    host: { id: 'ana', name: 'Ana', username: 'ana', deleted: false },
    title: 'Soup',
    description: '',
    place: '',
    first_day: '2026-11-24',
    last_day: '2026-11-27',
    zone: 'Europe/Berlin',
    minutes: 90,
    sittings: 1,
    state: 'open',
    settled: [],
    sequence: 0,
    revision: 1,
    attendees_count: 3,
    answered_count: 2,
    rsvps: { yes: 0, maybe: 0, no: 0, waiting: 0 },
    created_at: '2026-11-20T08:00:00Z',
    me: { attendee_id: 'a', host: true, required: true, answered: true, may_manage: true },
    ...more,
  };
}

export function times(more: Partial<Times> = {}): Times {
  return { revision: 1, attendees: 3, answered: 2, unanswered: [], everyone: [], complete: true, best: [], shorter: [], heat: { start: '2026-11-24T16:00:00Z', step_minutes: 15, counts: [] }, ...more };
}

export function statistics(more: Partial<Statistics> = {}): Statistics {
  return { revision: 1, ...more };
}
