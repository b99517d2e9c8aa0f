import type { Schemas } from '../../../lib/api';
import type { Kept } from '../../../lib/kept';
import { Problem, sentence } from '../../../lib/problem';
import { t } from '../../../lib/words.svelte';
import { deviceOf } from '../../accounts/devices';
import { notifications } from '../words';
import * as server from './api';

/** `unsupported`: this browser can't; `denied`: somebody told it not to; `unknown`: it hasn't been looked yet. */
export type DeviceState = 'unknown' | 'unsupported' | 'denied' | 'off' | 'on';

/** What is kept of the subscription of this browser. */
interface Subscribed {
  readonly id: string;
  readonly endpoint: string;
}

const KEY = 'push';

/** Whether and how this browser is pushed to. The browser is asked for leave only by `turnOn`, when somebody wants it. */
export class Device {
  state = $state<DeviceState>('unknown');
  busy = $state(false);
  trouble = $state('');
  /** As which the server knows it. */
  id = $state('');
  #kept: Kept;
  #ask: typeof server;

  constructor(kept: Kept, ask = server) {
    this.#kept = kept;
    this.#ask = ask;
  }

  async look(): Promise<void> {
    if (!('serviceWorker' in navigator) || !('PushManager' in globalThis) || !('Notification' in globalThis)) return void (this.state = 'unsupported');
    if (Notification.permission === 'denied') return void (this.state = 'denied');
    const kept = this.#kept.get<Subscribed>(KEY);
    const subscription = await (await registration())?.pushManager.getSubscription();
    this.id = kept?.id ?? '';
    this.state = kept && subscription?.endpoint === kept.endpoint ? 'on' : 'off';
  }

  turnOn(): Promise<void> {
    return this.#do(async () => {
      const permission = await Notification.requestPermission();
      if (permission !== 'granted') return this.look();
      await this.#subscribe();
    });
  }

  turnOff(): Promise<void> {
    return this.#do(async () => {
      const kept = this.#kept.get<Subscribed>(KEY);
      // What is gone already, because its session ended, is as good as dropped.
      if (kept) await this.#ask.dropSubscription(kept.id).catch((error: unknown) => gone(error) || Promise.reject(error));
      await (await (await registration())?.pushManager.getSubscription())?.unsubscribe();
      this.forget();
    });
  }

  /** The server knows it no more: it was turned off elsewhere. */
  forget(): void {
    this.#kept.remove(KEY);
    this.id = '';
    if (this.state === 'on') this.state = 'off';
  }

  /** A browser may change its subscription by itself: then the server is told. Best effort, with each start. */
  async renew(): Promise<void> {
    await this.look();
    if (this.state !== 'off' || !this.#kept.get(KEY) || Notification.permission !== 'granted') return;
    await this.#subscribe().catch(() => undefined);
  }

  async #subscribe(): Promise<void> {
    const worker = await registration();
    if (!worker) return void (this.state = 'unsupported');
    const subscription = await subscriptionOf(worker.pushManager, await this.#ask.publicKey());
    const { endpoint, keys } = subscription.toJSON();
    const { id } = await this.#ask.subscribe(endpoint!, keys as Schemas['PushSubscriptionKeys'], ownLabel());
    this.#kept.set(KEY, { id, endpoint });
    this.id = id;
    this.state = 'on';
  }

  async #do(act: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.trouble = '';
    try {
      await act();
    } catch (error) {
      this.trouble = error instanceof Problem ? sentence(error) : notifications().pushFailed;
    }
    this.busy = false;
  }
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  // Before a first worker there is none to wait for; where one is being installed, it will be there.
  return (await navigator.serviceWorker.getRegistration()) && navigator.serviceWorker.ready;
}

async function subscriptionOf(manager: PushManager, key: string): Promise<PushSubscription> {
  const wanted = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await manager.subscribe(wanted);
  } catch (error) {
    // It holds one for a former key of this server.
    const former = await manager.getSubscription();
    if (!former) throw error;
    await former.unsubscribe();
    return manager.subscribe(wanted);
  }
}

/** "Firefox on Linux", by which one knows it among one's devices. */
export function ownLabel(): string {
  const device = deviceOf(navigator.userAgent);
  return device ? t().accounts.deviceOn(device.browser, device.system) : notifications().unknownDevice;
}

function gone(error: unknown): boolean {
  return error instanceof Problem && error.status === 404;
}
