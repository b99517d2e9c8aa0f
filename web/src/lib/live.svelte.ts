import { io, type Socket } from 'socket.io-client';
import { accessToken, forgetSession, renewedToken } from './http';
import { tell } from './news';
import { readProblem, unreachable } from './problem';
import { currentTokens } from './tokens';

/** `crowded`: this account has too many sockets, and this one was closed for another. */
export type LiveStatus = 'connecting' | 'connected' | 'offline' | 'crowded';

type Listener = (body: never) => void;

/** What is over sooner isn't worth a word. */
const WORTH_SAYING = 1500;
const PROBE = 4000;
const PULSE = 5000;

/**
 * The live connection (docs/live.md). It reconnects by itself, at once when the machine wakes up or the network
 * changes; `onConnected` is the moment to resume.
 */
export class Live {
  status = $state<LiveStatus>('connecting');
  /** Whether there has been no connection for long enough to say so. */
  late = $state(false);
  #lateTimer: ReturnType<typeof setTimeout> | undefined;
  #probing = false;
  #pulse: ReturnType<typeof setInterval>;
  #socket: Socket;
  #closing: string | null = null;
  #refusals = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(news: Record<string, Listener>, onConnected: () => void) {
    this.#socket = io({
      path: '/socket.io',
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      auth: (say) => void accessToken().then((token) => say({ token }), () => say({})),
    });
    for (const [event, listener] of Object.entries(news)) this.#socket.on(event, listener as (body: unknown) => void);
    this.#socket.onAny(tell);
    this.#socket.on('live.ready', () => {
      this.#become('connected');
      this.#refusals = 0;
      onConnected();
    });
    this.#socket.on('live.closing', (body: { reason: string }) => (this.#closing = body.reason));
    this.#socket.on('connect_error', (error) => this.#refused(error.message));
    this.#socket.on('disconnect', () => this.#lost());
    this.#become('connecting');
    this.#pulse = watchForSleep(this.#check);
    addEventListener('online', this.#check);
    addEventListener('offline', this.#check);
    document.addEventListener('visibilitychange', this.#seen);
  }

  /** Asks and waits for the acknowledgement. Throws a `Problem`. */
  async ask<T>(event: string, body: unknown): Promise<T> {
    let answer: { ok?: T; error?: unknown };
    try {
      answer = await this.#socket.timeout(10_000).emitWithAck(event, body);
    } catch {
      throw unreachable();
    }
    if (answer.error !== undefined) throw readProblem(answer.error, 500);
    return answer.ok as T;
  }

  /** Says something that may be lost. */
  hint(event: string, body: unknown): void {
    if (this.status === 'connected') this.#socket.volatile.emit(event, body);
  }

  /** Tries now, for a person who doesn't want to wait. */
  retry(): void {
    // Ends the client's own waiting between two tries, which a mere connect would leave alone.
    this.#socket.disconnect();
    clearTimeout(this.#timer);
    this.#become('connecting');
    this.#socket.connect();
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#lateTimer);
    clearInterval(this.#pulse);
    removeEventListener('online', this.#check);
    removeEventListener('offline', this.#check);
    document.removeEventListener('visibilitychange', this.#seen);
    this.#socket.removeAllListeners();
    this.#socket.offAny();
    this.#socket.disconnect();
  }

  /** Whether the connection is alive is asked, because after sleep or another network nobody would say so for long. */
  #check = async (): Promise<void> => {
    if (this.#probing || this.status === 'crowded') return;
    if (this.status !== 'connected') return void (currentTokens() && navigator.onLine && this.retry());
    this.#probing = true;
    const alive = await this.#socket.timeout(PROBE).emitWithAck('live.resume', { chats: {} }).then(() => true, () => false);
    this.#probing = false;
    if (!alive && this.status === 'connected') this.retry();
  };

  #seen = (): void => {
    if (document.visibilityState === 'visible') void this.#check();
  };

  #become(status: LiveStatus): void {
    this.status = status;
    if (status === 'connected') {
      clearTimeout(this.#lateTimer);
      this.#lateTimer = undefined;
      this.late = false;
    } else {
      this.#lateTimer ??= setTimeout(() => (this.late = true), WORTH_SAYING);
    }
  }

  #refused(message: string): void {
    this.#become('offline');
    // The client goes on by itself when the server was out of reach, but not when it said no.
    if (this.#socket.active) return;
    if (message === 'accounts.banned') return void forgetSession();
    this.#refusals += 1;
    const wait = Math.min(30_000, 500 * 2 ** this.#refusals);
    const stale = message === 'accounts.not_signed_in' ? currentTokens()?.access : undefined;
    this.#timer = setTimeout(() => void this.#again(stale), wait);
  }

  async #again(stale: string | undefined): Promise<void> {
    // When renewing fails because the session is over, the tokens are gone and the page signs out.
    if (stale) await renewedToken(stale).catch(() => undefined);
    if (currentTokens()) this.#socket.connect();
  }

  #lost(): void {
    const reason = this.#closing;
    this.#closing = null;
    if (reason === 'session_ended') return void forgetSession();
    this.#become(reason === 'too_many_sockets' ? 'crowded' : 'offline');
    if (reason === 'too_many_sockets') return void this.#socket.disconnect();
    // Closed by the server without an end of the transport: the client would wait for ever.
    if (!this.#socket.active) this.#timer = setTimeout(() => this.#socket.connect(), 1000 + Math.random() * 2000);
  }
}

/** Calls `awake` when the clock has jumped: the machine slept. */
function watchForSleep(awake: () => void): ReturnType<typeof setInterval> {
  let before = Date.now();
  return setInterval(() => {
    const now = Date.now();
    if (now - before > 3 * PULSE) awake();
    before = now;
  }, PULSE);
}
