import type { Chat, Message } from './model';

export const ana = { id: 'a', username: 'ana', name: 'Ana', deleted: false };
export const ben = { id: 'b', username: 'ben', name: 'Ben', deleted: false };

export function message(number: number, position: number, more: Partial<Message> = {}): Message {
  return {
    chat_id: 'c',
    number,
    position,
    sender: ben,
    text: `message ${number}`,
    client_id: null,
    created_at: new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString(),
    edited_at: null,
    deleted: false,
    pinned: false,
    hidden: false,
    content_warning: null,
    reply_to: null,
    reactions: [],
    mentions: [],
    attachments: [],
    ...more,
  };
}

export function chat(id: string, more: Partial<Chat> = {}): Chat {
  return {
    id,
    joining: 'invitation',
    kind: 'group',
    title: id,
    slow_seconds: 0,
    members_count: 2,
    last_number: 0,
    position: 0,
    created_at: '2026-01-01T00:00:00Z',
    active_at: '2026-01-01T00:00:00Z',
    with: null,
    me: { person: ana, role: 'member', state: 'member', read_number: 0, unread: 0, level: 'all' },
    ...more,
  };
}
