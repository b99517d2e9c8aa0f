import type { Space } from './model';

export function space(id: string, more: Partial<Space> = {}): Space {
  return {
    id,
    visibility: 'private',
    name: id,
    description: '',
    rules: '',
    topic: null,
    country: '',
    region: '',
    city: '',
    joining: 'approval',
    members_count: 1,
    created_at: '2026-01-01T00:00:00Z',
    me: { standing: 'member', role: 'member', joined_at: '2026-01-01T00:00:00Z', ban_reason: null, banned_until: null },
    ...more,
  };
}
