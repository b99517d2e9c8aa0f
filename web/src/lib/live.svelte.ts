import { io, type Socket } from 'socket.io-client';
import { accessToken, renewedToken } from './http';
import { readProblem, unreachable } from './problem';
import { currentTokens, forgetTokens } from './tokens';

/** `crowded`: this account has too many sockets, and this one was closed for another. */
export type LiveStatus = 'connecting' | 'connected' | 'offline' | 'crowded';

type Listener = (body: never) => void;

/** The live connection (docs/live.md). It reconnects by itself; `onConnected` is the moment to resume. */
export class Live {
  status = $state<LiveStatus>('connecting');
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
    this.#socket.on('live.ready', () => {
      this.status = 'connected';
      this.#refusals = 0;
      onConnected();
    });
    this.#socket.on('live.closing', (body: { reason: string }) => (this.#closing = body.reason));
    this.#socket.on('connect_error', (error) => this.#refused(error.message));
    this.#socket.on('disconnect', () => this.#lost());
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
    clearTimeout(this.#timer);
    this.status = 'connecting';
    this.#socket.connect();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#socket.removeAllListeners();
    this.#socket.disconnect();
  }

  #refused(message: string): void {
    this.status = 'offline';
    // The client goes on by itself when the server was out of reach, but not when it said no.
    if (this.#socket.active) return;
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
    if (reason === 'session_ended') return forgetTokens();
    this.status = reason === 'too_many_sockets' ? 'crowded' : 'offline';
    if (reason === 'too_many_sockets') return void this.#socket.disconnect();
    // Closed by the server without an end of the transport: the client would wait for ever.
    if (!this.#socket.active) this.#timer = setTimeout(() => this.#socket.connect(), 1000 + Math.random() * 2000);
  }
}
