import { expect, test } from 'vitest';
import { Problem, readProblem, sentence } from './problem';

test('each refused field has its sentence', () => {
  const problem = readProblem(
    { status: 422, code: 'request.invalid', detail: 'username must be …', errors: [{ field: 'username', code: 'not_a_username', message: 'must be …' }] },
    422,
  );
  expect(problem.fields.username).toMatch(/^Use 2 to 32 letters/);
  expect(sentence(problem)).toBe(problem.fields.username);
});

test('the sentence for a code goes before the server’s own', () => {
  expect(readProblem({ code: 'chat.full', detail: 'Full.' }, 409).message).toBe('The group is full.');
  expect(readProblem({ code: 'tea.cold', title: 'Cold', detail: 'the tea is cold' }, 409).message).toBe('The tea is cold.');
  expect(readProblem({ code: 'request.invalid', errors: [{ field: 'tea[3]', code: 'cold', message: 'must be hot' }] }, 422).fields).toEqual({ 'tea[3]': 'Must be hot.' });
});

test('a body that is no problem still gives a sentence, never a number', () => {
  for (const body of [null, 'Bad Gateway', [], { errors: 'x' }]) {
    expect(readProblem(body, 502).message).toMatch(/^[A-Z][^\d]+\.$/);
  }
  expect(sentence(new TypeError('x is undefined'))).toMatch(/^Something went wrong/);
  expect(readProblem({}, 404)).toBeInstanceOf(Problem);
});

test('what else is told of a problem is kept', () => {
  expect(readProblem({ code: 'accounts.banned', about: { reason: 'Spam.', until: '2199-01-01T00:00:00Z' } }, 403).about).toEqual({ reason: 'Spam.', until: '2199-01-01T00:00:00Z' });
  expect(readProblem({ code: 'accounts.banned', about: 'spam' }, 403).about).toEqual({});
});
