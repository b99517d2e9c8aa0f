import { accessToken } from '../../lib/http';
import { sentence, type Problem } from '../../lib/problem';
import { t } from '../../lib/words.svelte';
import { renewThumbnailsBy } from '../../lib/thumbnails';
import { currentTokens, forgetTokens, keepTokens, onTokens, type Granted, type Tokens } from '../../lib/tokens';
import { endSession, getAccount, me, startSession } from './api';
import { banOf, type Ban } from './ban';
import { faceOf, type OwnAccount } from './model';

/** Before trying again to start. */
const PAUSE = 5000;
/** How long signing out waits for what is still to be done. */
const PATIENCE = 4000;

/** Something that is still to be done before the session ends. */
export interface LastAct {
  finish(): Promise<unknown>;
  /** How many messages would be lost now. */
  unsent(): number;
}

/** Who is signed in here. */
class Session {
  me = $state<OwnAccount | null>(null);
  starting = $state(true);
  /** Why the page couldn't start, though somebody is signed in. */
  trouble = $state('');
  /** Said on the sign-in form: what happened before it. */
  notice = $state('');
  /** What ended the session, where that was a ban: shown in place of the sign-in form, until it was read. */
  ban = $state.raw<Ban | null>(null);
  readonly lastActs = new Set<LastAct>();
  #id: string | null = null;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    renewThumbnailsBy('account', async (id) => faceOf(await getAccount(id)));
    onTokens((tokens, why) => this.#changed(tokens, why));
    addEventListener('online', () => this.trouble && void this.start());
  }

  /** Picks up the session that this browser has, if any. While the server is out of reach, it tries again. */
  async start(): Promise<void> {
    clearTimeout(this.#again);
    this.#id = currentTokens()?.sessionId ?? null;
    try {
      if (this.#id) this.me = await me();
      this.trouble = '';
    } catch (error) {
      if (!currentTokens()) return;
      this.trouble = sentence(error);
      this.#again = setTimeout(() => void this.start(), PAUSE);
    } finally {
      this.starting = false;
    }
  }

  /** `code` is for who has a second factor. */
  async signIn(login: string, password: string, code: string): Promise<void> {
    await this.begin(await startSession(login.trim(), password, code.trim()));
  }

  /** Goes on with a session that was opened here. One that this browser had before ends. */
  async begin(granted: Granted): Promise<void> {
    const before = await tokenToEnd();
    if (before) await endSession(before).catch(() => undefined);
    this.#id = granted.session_id;
    keepTokens(granted);
    this.me = await me();
    this.notice = '';
    this.ban = null;
  }

  /** Does what was put off, as far as that goes within a few seconds. Returns how many messages are still unsent. */
  async finish(): Promise<number> {
    const acts = [...this.lastActs];
    const done = Promise.allSettled(acts.map((act) => act.finish()));
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    return acts.reduce((sum, act) => sum + act.unsent(), 0);
  }

  /** Signs out here even when the server can't be told. */
  async signOut(): Promise<void> {
    const token = await tokenToEnd();
    // Here first: the news that the session is over comes before the answer, and would be taken for somebody else's doing.
    this.forget(t().accounts.signedOut);
    if (token) await endSession(token).catch(() => undefined);
  }

  /** Leaves no session in this browser; `notice` says why. */
  forget(notice: string): void {
    clearTimeout(this.#again);
    this.#id = null;
    this.me = null;
    this.trouble = '';
    this.notice = notice;
    forgetTokens();
  }

  #changed(tokens: Tokens | null, why: Problem | undefined): void {
    if (tokens?.sessionId === this.#id || (!tokens && !this.#id)) return;
    // Another tab signed in, perhaps as somebody else: begin again with what it has.
    if (tokens) return location.reload();
    this.ban = banOf(why);
    this.forget(t().accounts.sessionOver);
  }
}

/** With what the session of this browser is ended, if it has one and the server can be reached. */
function tokenToEnd(): Promise<string | null> {
  return accessToken().catch(() => null);
}

export const session = new Session();
