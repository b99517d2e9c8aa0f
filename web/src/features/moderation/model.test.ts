import { expect, test } from 'vitest';
import { actsOn, preview, regionsOf, untilAfter, type Card, type Case } from './model';

const now = new Date('2026-11-22T12:00:00Z');

test('what was said can be hidden, and an account neither hidden nor deleted', () => {
  expect(actsOn('message', true, true)).toEqual(['dismiss', 'hide', 'delete', 'warn', 'mute', 'ban']);
  expect(actsOn('account', true, true)).toEqual(['dismiss', 'warn', 'mute', 'ban']);
  expect(actsOn('gathering', true, true)).toEqual(['dismiss', 'delete', 'warn', 'mute', 'ban']);
});

test('nobody is warned where nobody answers for it', () => {
  expect(actsOn('space', false, true)).toEqual(['dismiss', 'delete']);
});

test('an admin of a space decides about what was said there alone', () => {
  expect(actsOn('share', true, false)).toEqual(['dismiss', 'hide', 'delete']);
  expect(actsOn('space', true, false)).toEqual(['dismiss']);
});

test('the preview is the decision as they will read it, and there is none where they read nothing', () => {
  const one = { id: 'c1', subject: { kind: 'message', chat_id: 'x', number: 3 }, excerpt: 'Buy candles', state: 'open', reports_count: 1, opened_at: '' } as Case;
  const warned = preview({ act: 'warn', reason: 'spam', until: null, message: '  Please don’t.  ' }, one, now);
  expect(warned).toMatchObject({ act: 'warn', reason: 'spam', message: 'Please don’t.', excerpt: 'Buy candles', subject: one.subject });
  expect(warned).not.toHaveProperty('until');
  expect(preview({ act: 'mute', reason: 'spam', until: '2026-11-23T12:00:00.000Z', message: '' }, one, now)?.until).toBe('2026-11-23T12:00:00.000Z');
  expect(preview({ act: 'dismiss', reason: 'spam', until: null, message: '' }, one, now)).toBeNull();
});

test('a day ends after a day, and for good never', () => {
  expect(untilAfter('1', now)).toBe('2026-11-23T12:00:00.000Z');
  expect(untilAfter('', now)).toBeNull();
});

test('the region where one lives comes first', () => {
  const cards = ['', 'Sweden', 'Austria', 'Germany', 'Austria'].map((region) => ({ region }) as Card);
  expect(regionsOf(cards, ' germany ')).toEqual(['Germany', 'Austria', 'Sweden', '']);
  expect(regionsOf(cards, 'Peru')).toEqual(['', 'Austria', 'Germany', 'Sweden']);
  expect(regionsOf(cards.slice(1), '')).toEqual(['Austria', 'Germany', 'Sweden']);
});
