// @vitest-environment happy-dom
import { beforeAll, afterAll, expect, test } from 'vitest';
import { en } from '../../lib/catalogue/en';
import { tell } from '../../lib/news';
import { silenced } from '../accounts/blocks/silenced.svelte';
import { excerptOf } from './model';
import { ben, message } from './testing';

let stop: () => void;
beforeAll(() => void (stop = silenced.start()));
afterAll(() => stop());

// Lists, quotes, pins, what is found and what is read aloud all say a message by this one line.
test('the line of a message never says what a content warning hides', () => {
  const warned = message(1, 1, { text: 'the spider has eight eyes', content_warning: 'Spiders' });
  expect(excerptOf(warned)).toBe(en.chat.warningAbout('Spiders'));
  expect(excerptOf({ ...warned, deleted: true })).toBe(en.chat.messageDeleted);
  expect(excerptOf({ ...warned, text: null, content_warning: null, hidden: true })).toBe(en.chat.messageHidden);
});

test('nor what somebody said whom one blocked or muted, nor their warning', () => {
  const said = message(2, 2, { text: 'buy candles', content_warning: 'Candles' });
  tell('person.blocked', { person_id: ben.id });
  expect(excerptOf(said)).toBe(en.page.fromBlocked);
  tell('person.unblocked', { person_id: ben.id });
  tell('person.muted', { person_id: ben.id });
  expect(excerptOf(said)).toBe(en.page.fromMuted);
  tell('person.unmuted', { person_id: ben.id });
  expect(excerptOf(said)).toBe(en.chat.warningAbout('Candles'));
});
