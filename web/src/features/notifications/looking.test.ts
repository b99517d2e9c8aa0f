import { expect, test } from 'vitest';
import { shownAt } from './looking';

const id = '019ad000-0000-7000-8000-000000000001';

test('a chat is looked at, also at one of its messages', () => {
  expect(shownAt(`/chats/${id}`, '')).toEqual({ chat_id: id });
  expect(shownAt(`/chats/${id}/messages/7`, '')).toEqual({ chat_id: id });
});

test('a gathering is, and making one isn’t', () => {
  expect(shownAt(`/gatherings/${id}`, '')).toEqual({ gathering_id: id });
  expect(shownAt('/gatherings/new', '')).toEqual({});
});

test('a share is where it stands alone, and all of a space where they are', () => {
  expect(shownAt(`/spaces/s/shares`, id)).toEqual({ share_id: id });
  expect(shownAt(`/spaces/s/shares`, '')).toEqual({ space_id: 's' });
});

test('lists are nothing that one looks at', () => {
  for (const path of ['/', '/chats', '/spaces', '/notifications', '/settings/notifications']) expect(shownAt(path, '')).toEqual({});
});
