// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { en } from '../../lib/catalogue/en';
import { Problem, unreachable } from '../../lib/problem';
import type { Enclosed } from '../media/model';
import type { Tray } from '../media/tray.svelte';
import { Kept } from '../../lib/kept';
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
  pictures: (readonly Enclosed[] | undefined)[] = [];
  /** Asks whether that is meant so. */
  wonders = '';

  send = async (chat: string, { text, client_id, attachments, confirmed }: NewMessage): Promise<Message> => {
    await Promise.resolve();
    if (!this.reachable) throw unreachable();
    if (text === this.refuses) throw new Problem(403, 'chat.request_waits', 'Wait until your request is accepted.');
    if (text === this.wonders && !confirmed) throw new Problem(422, 'moderation.please_reconsider', 'Read it once more.');
    let one = this.said.find((other) => other.client_id === client_id);
    if (!one) this.pictures.push(attachments);
    if (!one) this.said.push((one = message(this.said.length + 1, this.said.length + 1, { chat_id: chat, text, client_id: client_id!, sender: ana })));
    if (this.losesAnswers) throw unreachable();
    return one;
  };

  texts = () => this.said.map((one) => one.text);
}

let server: Server;
let heard: Message[];
const opened: Outbox[] = [];

function open(account = 'a'): Outbox {
  const outbox = new Outbox(new Kept(account), server.send, (one) => heard.push(one));
  opened.push(outbox);
  return outbox;
}

const say = (outbox: Outbox, text: string) => outbox.send('c', { text, replyTo: null, warning: null });
const settle = () => vi.advanceTimersByTimeAsync(1);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  server = new Server();
  heard = [];
});
afterEach(() => {
  for (const outbox of opened.splice(0)) outbox.close();
  vi.useRealTimers();
});

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

/** Pictures that are uploaded when the test says so. */
class Pictures {
  pictures = ['one', 'two'];
  given = false;
  closed = false;
  finish!: (enclosed: Enclosed[]) => void;
  fail!: (error: Problem) => void;
  #uploaded = this.#wait();

  enclosed = () => this.#uploaded;
  again = () => (this.#uploaded = this.#wait());
  give = () => (this.given = true);
  close = () => (this.closed = true);

  #wait(): Promise<Enclosed[]> {
    return new Promise((resolve, reject) => ([this.finish, this.fail] = [resolve, reject]));
  }
}

const uploaded = [{ media_id: 'm1', caption: 'A lake' }, { media_id: 'm2' }];

function show(outbox: Outbox, text = 'look'): Pictures {
  const pictures = new Pictures();
  outbox.send('c', { text, replyTo: null, warning: null, tray: pictures as unknown as Tray });
  return pictures;
}

test('a message waits until its pictures are uploaded, and what was written after it waits too', async () => {
  const outbox = open();
  const pictures = show(outbox);
  say(outbox, 'later');
  await settle();
  expect(server.texts()).toEqual([]);
  expect(outbox.of('c').map((one) => one.pictures)).toEqual([2, undefined]);
  pictures.finish(uploaded);
  await settle();
  expect(server.texts()).toEqual(['look', 'later']);
  expect(server.pictures).toEqual([uploaded, undefined]);
  expect(pictures).toMatchObject({ given: true, closed: true });
});

test('a refused picture keeps its message back until it is tried again, or dropped with it', async () => {
  const outbox = open();
  const [first, second] = [show(outbox, 'first'), show(outbox, 'second')];
  first.fail(new Problem(413, 'media.too_large', 'This picture is too large.'));
  second.fail(new Problem(413, 'media.too_large', 'This picture is too large.'));
  await settle();
  expect(outbox.of('c').map((one) => one.trouble)).toEqual(Array(2).fill('This picture is too large.'));
  const [one, two] = outbox.of('c');
  outbox.again('c', one!.clientId);
  first.finish(uploaded);
  await settle();
  outbox.drop('c', two!.clientId);
  expect(server.texts()).toEqual(['first']);
  expect(second).toMatchObject({ given: false, closed: true });
});

test('uploaded pictures outlive a reload, others are said to be lost', async () => {
  server.reachable = false;
  const before = open();
  show(before, 'uploaded').finish(uploaded);
  show(before, 'not uploaded');
  await settle();
  before.close();
  server.reachable = true;
  const after = open();
  await after.flush();
  await settle();
  expect(server.texts()).toEqual(['uploaded']);
  expect(server.pictures).toEqual([uploaded]);
  expect(after.of('c')).toMatchObject([{ text: 'not uploaded', trouble: en.chat.picturesLost }]);
});

test('the page doesn’t let itself be closed while pictures are in it alone', async () => {
  const outbox = open();
  const asks = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }));
  expect(asks()).toBe(false);
  const pictures = show(outbox);
  expect(asks()).toBe(true);
  pictures.finish(uploaded);
  await settle();
  expect(asks()).toBe(false);
});

test('whoever is asked to think again can mean it, also after a reload', async () => {
  server.wonders = 'you goose';
  const outbox = open();
  say(outbox, 'you goose');
  await settle();
  expect(outbox.of('c')).toMatchObject([{ trouble: 'Read it once more.', code: 'moderation.please_reconsider' }]);
  outbox.close();
  const reloaded = open();
  reloaded.again('c', reloaded.of('c')[0]!.clientId, true);
  await settle();
  expect(server.texts()).toEqual(['you goose']);
  expect(reloaded.size).toBe(0);
});

test('a refused message is given back to be written anew, and isn’t sent', async () => {
  server.refuses = 'no';
  const outbox = open();
  outbox.send('c', { text: 'no', replyTo: 3, warning: 'Birds' });
  await settle();
  const back = outbox.takeBack('c', outbox.of('c')[0]!.clientId);
  expect(back).toMatchObject({ text: 'no', replyTo: 3, warning: 'Birds' });
  expect(outbox.size).toBe(0);
  expect(open().size).toBe(0);
  expect(outbox.takeBack('c', 'never was')).toBeNull();
});
