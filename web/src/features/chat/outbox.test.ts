// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem, unreachable } from '../../lib/problem';
import { Kept } from './kept';
import type { Message, NewMessage } from './model';
import { Outbox } from './outbox.svelte';
import { ana, message } from './testing';

/** A server that numbers messages, knows client ids, and can be out of reach. */
class Server {
  reachable = true;
  /** Takes the message, but the answer is lost. */
  losesAnswers = false;
  refuses = '';
  said: Message[] = [];

  send = async (chat: string, { text, client_id }: NewMessage): Promise<Message> => {
    await Promise.resolve();
    if (!this.reachable) throw unreachable();
    if (text === this.refuses) throw new Problem(403, 'chat.request_waits', 'Wait until your request is accepted.');
    let one = this.said.find((other) => other.client_id === client_id);
    if (!one) this.said.push((one = message(this.said.length + 1, this.said.length + 1, { chat_id: chat, text, client_id: client_id!, sender: ana })));
    if (this.losesAnswers) throw unreachable();
    return one;
  };

  texts = () => this.said.map((one) => one.text);
}

let server: Server;
let heard: Message[];
const open = (account = 'a') => new Outbox(new Kept(account), server.send, (one) => heard.push(one));
const say = (outbox: Outbox, text: string) => outbox.send('c', { text, replyTo: null, warning: null });
const settle = () => vi.advanceTimersByTimeAsync(1);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  server = new Server();
  heard = [];
});
afterEach(() => void vi.useRealTimers());

test('messages go out in the order in which they were written, each once', async () => {
  const outbox = open();
  ['one', 'two', 'three'].forEach((text) => say(outbox, text));
  expect(outbox.of('c').map((one) => one.text)).toEqual(['one', 'two', 'three']);
  await settle();
  expect(server.texts()).toEqual(['one', 'two', 'three']);
  expect(outbox.of('c')).toEqual([]);
  expect(heard.map((one) => one.number)).toEqual([1, 2, 3]);
});

test('without a connection they wait without complaint, and go out in order when it is back', async () => {
  const outbox = open();
  server.reachable = false;
  ['one', 'two', 'three'].forEach((text) => say(outbox, text));
  await settle();
  expect(outbox.of('c').map((one) => one.trouble)).toEqual(['', '', '']);
  server.reachable = true;
  outbox.flush();
  await settle();
  expect(server.texts()).toEqual(['one', 'two', 'three']);
});

test('they are tried again without being asked to', async () => {
  const outbox = open();
  server.reachable = false;
  say(outbox, 'one');
  await settle();
  server.reachable = true;
  await vi.advanceTimersByTimeAsync(5000);
  expect(server.texts()).toEqual(['one']);
});

test('an answer that was lost makes no second message', async () => {
  const outbox = open();
  server.losesAnswers = true;
  say(outbox, 'one');
  await settle();
  expect(server.texts()).toEqual(['one']);
  expect(outbox.of('c')).toHaveLength(1);
  server.losesAnswers = false;
  outbox.flush();
  await settle();
  expect(server.texts()).toEqual(['one']);
  expect(outbox.of('c')).toEqual([]);
});

test('hearing one’s own message is as good as the answer', async () => {
  const outbox = open();
  server.losesAnswers = true;
  say(outbox, 'one');
  await settle();
  outbox.arrived(server.said[0]!);
  expect(outbox.of('c')).toEqual([]);
  expect(new Kept('a').keys('outbox.')).toEqual([]);
});

test('what waits survives a reload of the page, and stays with its account', async () => {
  server.reachable = false;
  const before = open();
  ['one', 'two'].forEach((text) => say(before, text));
  await settle();
  before.close();
  expect(open('another').of('c')).toEqual([]);
  server.reachable = true;
  const after = open();
  expect(after.of('c').map((one) => one.text)).toEqual(['one', 'two']);
  after.flush();
  await settle();
  expect(server.texts()).toEqual(['one', 'two']);
});

test('a refused message stays with its reason, holds nothing up, and can be tried again or dropped', async () => {
  const outbox = open();
  server.refuses = 'no';
  ['no', 'yes'].forEach((text) => say(outbox, text));
  await settle();
  expect(server.texts()).toEqual(['yes']);
  expect(outbox.of('c').map((one) => [one.text, one.trouble])).toEqual([['no', 'Wait until your request is accepted.']]);
  const { clientId } = outbox.of('c')[0]!;
  outbox.flush();
  await settle();
  expect(outbox.of('c')).toHaveLength(1);
  server.refuses = '';
  outbox.again('c', clientId);
  await settle();
  expect(server.texts()).toEqual(['yes', 'no']);
  say(outbox, 'x');
  outbox.drop('c', outbox.of('c')[0]!.clientId);
  expect(outbox.of('c')).toEqual([]);
});
