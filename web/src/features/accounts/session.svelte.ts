import { sentence } from '../../lib/problem';
import { currentTokens, forgetTokens, keepTokens, onTokens, type Tokens } from '../../lib/tokens';
import { endSession, me, startSession } from './api';
import type { Account } from './model';

/** Who is signed in here. */
class Session {
  me = $state<Account | null>(null);
  starting = $state(true);
  /** Why the page couldn't start, though somebody is signed in. */
  trouble = $state('');
  /** Said on the sign-in form: what happened before it. */
  notice = $state('');
  #id: string | null = null;

  constructor() {
    onTokens((tokens) => this.#changed(tokens));
  }

  /** Picks up the session that this browser has, if any. */
  async start(): Promise<void> {
    this.trouble = '';
    this.#id = currentTokens()?.sessionId ?? null;
    this.starting = true;
    try {
      if (this.#id) this.me = await me();
    } catch (error) {
      if (currentTokens()) this.trouble = sentence(error);
    } finally {
      this.starting = false;
    }
  }

  async signIn(login: string, password: string): Promise<void> {
    const granted = await startSession(login.trim(), password);
    this.#id = granted.session_id;
    keepTokens(granted);
    this.me = await me();
    this.notice = '';
  }

  /** Signs out here even when the server can't be told. */
  async signOut(): Promise<void> {
    await endSession().catch(() => undefined);
    this.forget('You are signed out.');
  }

  /** Leaves no session in this browser; `notice` says why. */
  forget(notice: string): void {
    this.#id = null;
    this.me = null;
    this.trouble = '';
    this.notice = notice;
    forgetTokens();
  }

  #changed(tokens: Tokens | null): void {
    if (tokens?.sessionId === this.#id || (!tokens && !this.#id)) return;
    // Another tab signed in, perhaps as somebody else: begin again with what it has.
    if (tokens) return location.reload();
    this.forget('Your session has ended. Please sign in again.');
  }
}

export const session = new Session();
