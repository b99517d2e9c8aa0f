import { api, bodyOf } from '../../../lib/api';
import type { Chat } from '../model';

/** A group in a space; `me` is there when one is in it. */
export type SpaceChat = Omit<Chat, 'me'> & Partial<Pick<Chat, 'me'>>;

export interface NewSpaceChat {
  title: string;
  joining: 'open' | 'invitation';
  capacity: number | null;
}

export async function listSpaceChats(space: string, after: string | null): Promise<{ items: SpaceChat[]; next?: string | null }> {
  const page = await bodyOf(api.GET('/spaces/{id}/chats', { params: { path: { id: space }, query: { limit: 100, ...(after && { after }) } } }));
  return page as { items: SpaceChat[]; next?: string | null };
}

export async function openInSpace(space_id: string, { title, joining, capacity }: NewSpaceChat): Promise<Chat> {
  const chat = await bodyOf(api.POST('/chats', { body: { kind: 'group', title, members: [], space_id, joining, ...(capacity && { capacity }) } }));
  return chat as Chat;
}

export async function joinChat(id: string): Promise<Chat> {
  return (await bodyOf(api.POST('/chats/{id}/join', { params: { path: { id } } }))) as Chat;
}
