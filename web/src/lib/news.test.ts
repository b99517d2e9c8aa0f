import { expect, test } from 'vitest';
import { hear, tell } from './news';

test('an event is told to those who hear it, until they stop', () => {
  const heard: string[] = [];
  const stop = hear<string>('media.changed', (body) => heard.push(body));
  hear<string>('chat.read', (body) => heard.push(`read ${body}`));
  tell('media.changed', 'one');
  stop();
  tell('media.changed', 'two');
  tell('chat.read', 'three');
  tell('nobody.hears', 'four');
  expect(heard).toEqual(['one', 'read three']);
});

test('who stops while being told takes nothing from the others', () => {
  const heard: number[] = [];
  const stop = hear('live.ready', () => (heard.push(1), stop()));
  hear('live.ready', () => heard.push(2));
  tell('live.ready', null);
  expect(heard).toEqual([1, 2]);
});
