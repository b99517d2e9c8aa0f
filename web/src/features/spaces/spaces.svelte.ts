import { address } from '../../lib/address.svelte';
import { hear } from '../../lib/news';
import { sentence } from '../../lib/problem';
import { renewThumbnailsBy } from '../../lib/thumbnails';
import { toasts } from '../../lib/toasts.svelte';
import { t } from '../../lib/words.svelte';
import { faceOf } from '../accounts/model';
import * as server from './api';
import { isMember, type InvitationToSpace, type Space } from './model';

/** The spaces that one is a member of, those that were looked at, and where one is invited to, kept up to date until `close`. */
export class Spaces {
  readonly me: string;
  /** Every space that is known here, by its id. */
  #known = $state.raw<Readonly<Record<string, Space>>>({});
  list = $derived(Object.values(this.#known).filter(isMember).sort((a, b) => a.name.localeCompare(b.name)));
  invitations = $state.raw<readonly InvitationToSpace[]>([]);
  loaded = $state(false);
  trouble = $state('');
  /** Where the list of one's own goes on, or null. */
  more = $state<string | null>(null);
  /** The spaces that are being left from here. */
  #leaving = new Set<string>();
  #ask: typeof server;
  #stop: (() => void)[];

  constructor(me: string, ask = server) {
    this.me = me;
    this.#ask = ask;
    this.#stop = [
      hear('live.ready', () => void this.load()),
      hear('space.joined', (space: Space) => this.#joined(space)),
      hear('space.changed', (space: Space) => this.find(space.id) && this.keep(space)),
      hear('space.left', ({ space_id }: { space_id: string }) => this.#left(space_id)),
      hear('space.invited', () => void this.#loadInvitations().catch(() => undefined)),
      hear('space.member_joined', ({ space_id }: { space_id: string }) => this.#counted(space_id, 1)),
      hear('space.member_left', ({ space_id }: { space_id: string }) => this.#counted(space_id, -1)),
      // It may be about oneself; what one is doesn't stand in it.
      hear('space.member_changed', ({ space_id }: { space_id: string }) => void this.look(space_id).catch(() => undefined)),
    ];
    renewThumbnailsBy('space', async (id) => faceOf(await server.getSpace(id)));
    void this.load();
  }

  find(id: string): Space | undefined {
    return this.#known[id];
  }

  async load(): Promise<void> {
    this.trouble = '';
    try {
      const [page] = await Promise.all([this.#ask.listSpaces(null), this.#loadInvitations()]);
      const others = Object.values(this.#known).filter((space) => !isMember(space));
      this.#known = byId([...others, ...page.items]);
      this.more = page.next ?? null;
      this.loaded = true;
    } catch (error) {
      this.trouble = sentence(error);
    }
  }

  async loadMore(): Promise<void> {
    const page = await this.#ask.listSpaces(this.more);
    this.#known = { ...this.#known, ...byId(page.items) };
    this.more = page.next ?? null;
  }

  /** Asks for a space anew. */
  async look(id: string): Promise<Space> {
    return this.keep(await this.#ask.getSpace(id));
  }

  /** Keeps what is known of a space now. News for all members doesn't say what one is to it: that stays. */
  keep(space: Space): Space {
    const me = space.me ?? this.find(space.id)?.me;
    const kept = me ? { ...space, me } : space;
    this.#known = { ...this.#known, [space.id]: kept };
    if (isMember(kept)) this.invitations = this.invitations.filter((one) => one.space.id !== space.id);
    return kept;
  }

  /** An invitation that was declined, or holds no more. */
  dropInvitation(id: string): void {
    this.invitations = this.invitations.filter((one) => one.id !== id);
  }

  /** Does what ends one's membership. */
  async leave(id: string, act: () => Promise<void>): Promise<void> {
    this.#leaving.add(id);
    try {
      await act();
      this.#forget(id);
    } finally {
      this.#leaving.delete(id);
    }
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  async #loadInvitations(): Promise<void> {
    this.invitations = await this.#ask.listInvited();
  }

  /** Who waited for an answer is told that it has come, wherever they are. */
  #joined(space: Space): void {
    if (this.find(space.id)?.me?.standing === 'requested') toasts.show(t().page.letInto(space.name));
    this.keep(space);
  }

  #counted(id: string, by: number): void {
    const space = this.find(id);
    if (space) this.keep({ ...space, members_count: space.members_count + by });
  }

  /** Who didn't leave by themselves here is told why the space is gone. */
  #left(id: string): void {
    const space = this.find(id);
    this.#forget(id);
    if (!space || this.#leaving.has(id)) return;
    toasts.show(t().page.noLongerInSpace(space.name));
    if (address.path.startsWith(`/spaces/${id}`)) address.replace('/spaces');
  }

  #forget(id: string): void {
    const { [id]: _, ...others } = this.#known;
    this.#known = others;
  }
}

function byId(spaces: readonly Space[]): Record<string, Space> {
  return Object.fromEntries(spaces.map((space) => [space.id, space]));
}
