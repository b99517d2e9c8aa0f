import { expect, test } from 'vitest';
import { deviceOf } from './devices';

test('a browser is told by its own name, not by the ones it borrows', () => {
  const device = (client: string) => Object.values(deviceOf(client) ?? {}).join(' ');
  expect(device('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe('Firefox Linux');
  expect(device('Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36')).toBe('Chrome Android');
  expect(device('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0')).toBe('Edge Windows');
  expect(device('Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1')).toBe('Safari iPhone');
});

test('what is no browser has no such name', () => {
  expect(deviceOf('curl/8.14.1')).toBeNull();
  expect(deviceOf('')).toBeNull();
});
