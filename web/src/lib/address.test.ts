import { beforeAll, expect, test, vi } from 'vitest';
import { ownPath } from './address.svelte';

beforeAll(() => vi.stubGlobal('location', { origin: 'https://hearth.example' }));

test('one is led on within this page only', () => {
  expect(ownPath('/chats/7?x=1')).toBe('/chats/7?x=1');
  for (const elsewhere of ['https://other.example/', '//other.example', '/\\other.example', '/\t/other.example', 'javascript:alert(1)', 'chats', '']) {
    expect(ownPath(elsewhere), elsewhere).toBe('/');
  }
});
