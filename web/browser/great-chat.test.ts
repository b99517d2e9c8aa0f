import type { CDPSession } from 'playwright-core';
import { expect, test } from 'vitest';
import { fill } from './great';
import { house } from './house';
import type { Person } from './people';

/** Filling it takes most of the time: fewer will do where that is too long, as the page knows no difference. */
const COUNT = Number(process.env.HEARTH_GREAT_CHAT ?? 100_000);
const MOST_NODES = 1500;
const SCROLLS = 25;

const home = house({ LIMITS__ENABLED: 'false', DATABASE__SYNCHRONOUS: 'normal' });
const ana = { username: 'ana', name: 'Ana Lindqvist' };
const ben = { username: 'ben', name: 'Ben Okafor' };

test(`a chat of ${COUNT} messages opens at the newest, scrolls to the first and back`, { timeout: 600_000 }, async () => {
  const [anasRest, bensRest] = [await home.register(ana), await home.register(ben)];
  const chat = await anasRest.group('The great chat', bensRest);
  const began = performance.now();
  await fill(chat.id, COUNT, [anasRest, bensRest]);
  report(`${COUNT} messages were sent in ${seconds(began)}`);

  const a = await home.person(ana, { viewport: { width: 1280, height: 900 } });
  await a.signIn();
  await a.chats.waitFor();
  const session = await a.page.context().newCDPSession(a.page);
  await session.send('Performance.enable');
  const empty = await heap(session);

  const click = performance.now();
  await a.openChat('The great chat');
  await a.untilInView(COUNT);
  report(`opened at the newest in ${seconds(click)}`);
  await check(a);

  for (let times = 0; times < SCROLLS; times++) {
    const before = (await a.numbersInView())[0]!;
    await a.scroll(-800);
    await a.until(async () => (await a.numbersInView())[0]! < before && !(await a.isLoading()));
    await check(a);
  }

  const up = performance.now();
  await a.jumpToFirst();
  await a.untilInView(1);
  report(`at the first message in ${seconds(up)}`);
  await check(a);
  for (let times = 0; times < 5; times++) await a.scroll(800);
  await a.until(async () => !(await a.isLoading()));
  await check(a);

  // By the scroll bar, into a part that was never loaded, at once after a jump.
  await a.jumpToFirst();
  await a.feed.evaluate((feed) => {
    feed.dispatchEvent(new PointerEvent('pointerdown'));
    feed.scrollTop = feed.scrollHeight / 2;
  });
  await a.until(async () => (await a.numbersInView()).length > 3 && !(await a.isLoading()));
  await check(a);
  expect(Math.abs((await a.numbersInView())[0]! / COUNT - 0.5)).toBeLessThan(0.1);

  const down = performance.now();
  await a.jumpToLast();
  await a.untilInView(COUNT);
  report(`back at the newest in ${seconds(down)}`);
  await check(a);
  report(`memory: ${megabytes(empty)} before, ${megabytes(await heap(session))} after; ${await a.nodes()} nodes`);

  // It is still a chat: what is written now comes at the end.
  await bensRest.send(chat.id, 'After all of that');
  await a.message('After all of that').waitFor();
  await a.untilInView(COUNT + 1);
});

/** Messages are in view, in order and without a gap, and the page holds few others. */
async function check(a: Person): Promise<void> {
  // While it still scrolls, what comes into view isn't drawn yet.
  let before = NaN;
  await a.until(async () => {
    const top = await a.feed.evaluate((feed) => feed.scrollTop);
    const still = top === before && !(await a.isLoading());
    before = top;
    return still;
  });
  const numbers = await a.numbersInView();
  expect(numbers.length).toBeGreaterThan(3);
  expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
  expect(await a.nodes()).toBeLessThan(MOST_NODES);
}

async function heap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find((metric) => metric.name === 'JSHeapUsedSize')!.value;
}

const report = (line: string) => console.log(`great chat: ${line}`);
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(2)} s`;
const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
