import { lookUp, whoIsOnline } from './api';

export interface PresenceNews {
  account_id: string;
  online: boolean;
  last_seen_at?: string | null;
}

/** Who is here just now, as far as they let others know. */
export class Presence {
  #online = $state.raw<ReadonlySet<string>>(new Set());
  #seen = $state.raw<Record<string, string | null>>({});

  isOnline(account: string): boolean {
    return this.#online.has(account);
  }

  /** When somebody was here last; null where that is hidden, or not known. */
  lastSeen(account: string): string | null {
    return this.#seen[account] ?? null;
  }

  heard({ account_id, online, last_seen_at }: PresenceNews): void {
    const others = [...this.#online].filter((id) => id !== account_id);
    this.#online = new Set(online ? [...others, account_id] : others);
    this.#seen = { ...this.#seen, [account_id]: last_seen_at ?? null };
  }

  /** Best effort, as presence is: without an answer, what was known stays. */
  async load(): Promise<void> {
    const online = await whoIsOnline().catch(() => null);
    if (online) this.#online = new Set(online.map((account) => account.id));
  }

  async look(account: string): Promise<void> {
    const found = await lookUp(account).catch(() => null);
    if (found) this.heard({ account_id: account, online: found.online ?? false, last_seen_at: found.last_seen_at ?? null });
  }
}
