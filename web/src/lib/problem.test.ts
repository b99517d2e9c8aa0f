import { expect, test } from 'vitest';
import { Problem, readProblem, sentence } from './problem';

test('each refused field has its sentence', () => {
  const problem = readProblem(
    { status: 422, code: 'accounts.invalid', detail: 'Some fields need another look.', errors: [{ field: 'username', code: 'taken', message: 'this name is taken' }] },
    422,
  );
  expect(problem.fields).toEqual({ username: 'This name is taken.' });
  expect(sentence(problem)).toBe('This name is taken.');
});

test('the detail is preferred to the title', () => {
  expect(readProblem({ title: 'Closed', detail: 'Registration is closed.' }, 403).message).toBe('Registration is closed.');
});

test('a body that is no problem still gives a sentence, never a number', () => {
  for (const body of [null, 'Bad Gateway', [], { errors: 'x' }]) {
    expect(readProblem(body, 502).message).toMatch(/^[A-Z][^\d]+\.$/);
  }
  expect(sentence(new TypeError('x is undefined'))).toMatch(/^Something went wrong/);
  expect(readProblem({}, 404)).toBeInstanceOf(Problem);
});
