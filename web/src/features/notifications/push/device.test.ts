// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Kept } from '../../../lib/kept';
import { Problem } from '../../../lib/problem';
import { Device } from './device.svelte';

/** What a browser has of pushes. */
class Pushes {
  endpoint: string | null = null;
  asked = 0;
  answer: NotificationPermission = 'granted';

  readonly manager = {
    getSubscription: async () => (this.endpoint ? this.subscription(this.endpoint) : null),
    subscribe: async () => this.subscription((this.endpoint ??= `https://127.0.0.1/push/${++made}`)),
  };

  subscription(endpoint: string) {
    return { endpoint, toJSON: () => ({ endpoint, keys: { p256dh: 'p', auth: 'a' } }), unsubscribe: async () => void (this.endpoint = null) };
  }

  install(permission: NotificationPermission): void {
    const registration = { pushManager: this.manager };
    const requestPermission = async () => (this.asked++, ((globalThis.Notification as unknown as { permission: string }).permission = this.answer));
    vi.stubGlobal('Notification', { permission, requestPermission });
    vi.stubGlobal('PushManager', class {});
    Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: { getRegistration: async () => registration, ready: Promise.resolve(registration) } });
  }
}

let made = 0;
let browser: Pushes;
let device: Device;
let kept: Kept;
const server = { publicKey: vi.fn(async () => 'key'), subscribe: vi.fn(async (_: string) => ({ id: `s${made}`, label: '', created_at: '', current: true })), dropSubscription: vi.fn(async (_: string) => undefined), listSubscriptions: vi.fn(), sendTest: vi.fn() };

beforeEach(() => {
  vi.clearAllMocks();
  localStorage.clear();
  kept = new Kept('ana');
  browser = new Pushes();
  browser.install('default');
  device = new Device(kept, server);
});
afterEach(() => vi.unstubAllGlobals());

test('nobody is asked before they press', async () => {
  await device.look();
  await device.renew();
  expect([device.state, browser.asked]).toEqual(['off', 0]);
  await device.turnOn();
  expect([device.state, browser.asked, server.subscribe.mock.calls.length]).toEqual(['on', 1, 1]);
});

test('a no is a no', async () => {
  browser.answer = 'denied';
  await device.turnOn();
  expect([device.state, device.trouble, server.subscribe.mock.calls.length]).toEqual(['denied', '', 0]);
});

test('who turns it off leaves nothing, also where the server knows it no more', async () => {
  await device.turnOn();
  server.dropSubscription.mockRejectedValueOnce(new Problem(404, 'notifications.no_such_subscription', 'gone'));
  await device.turnOff();
  expect([device.state, browser.endpoint, kept.get('push')]).toEqual(['off', null, null]);
});

test('a server that can’t be reached leaves it on, and says so', async () => {
  await device.turnOn();
  server.dropSubscription.mockRejectedValueOnce(new Problem(0, 'page.unreachable', 'Not now.'));
  await device.turnOff();
  expect([device.state, device.trouble]).toEqual(['on', 'Not now.']);
});

test('what the browser has changed by itself is told to the server with the next start', async () => {
  await device.turnOn();
  await device.renew();
  expect(server.subscribe).toHaveBeenCalledTimes(1);
  browser.endpoint = 'https://127.0.0.1/push/renewed';
  const again = new Device(kept, server);
  await again.renew();
  expect([again.state, server.subscribe.mock.calls.at(-1)![0]]).toEqual(['on', browser.endpoint]);
});

test('a browser that can’t be pushed to says so', async () => {
  Reflect.deleteProperty(navigator, 'serviceWorker');
  await device.look();
  expect(device.state).toBe('unsupported');
});
