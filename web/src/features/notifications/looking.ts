/** What somebody looks at, as the server is told (docs/live.md); nothing while the page isn't in front of them. */
export interface Looking {
  readonly chat_id?: string;
  readonly share_id?: string;
  readonly gathering_id?: string;
  /** Its shares. */
  readonly space_id?: string;
}

/** What the page at this address shows: a chat, a gathering, the shares of a space, or one of them. */
export function shownAt(path: string, share: string): Looking {
  const [, section, id, tab] = path.split('/');
  if (section === 'chats' && id) return { chat_id: id };
  if (section === 'gatherings' && id && isId(id)) return { gathering_id: id };
  if (section === 'spaces' && id && tab === 'shares') return share ? { share_id: share } : { space_id: id };
  return {};
}

/** `/gatherings/new` is no gathering. */
function isId(part: string): boolean {
  return /^[0-9a-f-]{36}$/i.test(part);
}

export function same(one: Looking, other: Looking): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
