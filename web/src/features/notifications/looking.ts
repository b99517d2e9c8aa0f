/** What somebody looks at, as the server is told (docs/live.md); nothing while the page isn't in front of them. */
export interface Looking {
  readonly chat_id?: string;
  readonly share_id?: string;
  readonly gathering_id?: string;
}

/** What the page at this address shows: a chat, a gathering, or one share. */
export function shownAt(path: string, share: string): Looking {
  const [, section, id, tab] = path.split('/');
  if (section === 'chats' && id) return { chat_id: id };
  if (section === 'gatherings' && id && isId(id)) return { gathering_id: id };
  if (section === 'spaces' && tab === 'shares' && share) return { share_id: share };
  return {};
}

/** `/gatherings/new` is no gathering. */
function isId(part: string): boolean {
  return /^[0-9a-f-]{36}$/i.test(part);
}

export function same(one: Looking, other: Looking): boolean {
  return one.chat_id === other.chat_id && one.share_id === other.share_id && one.gathering_id === other.gathering_id;
}
