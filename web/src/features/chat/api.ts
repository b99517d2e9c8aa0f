import { api, bodyOf, done, type Schemas } from '../../lib/api';
import type { Account } from '../accounts/model';
import type { Chat, Level, Member, Message, MessagePage, NewMessage, ReadMark, Role } from './model';

export const PAGE = 100;

export interface Page<T> {
  items: T[];
  next?: string | null;
}

export async function listChats(after: string | null): Promise<Page<Chat>> {
  const page = await bodyOf(api.GET('/chats', { params: { query: { limit: PAGE, ...(after && { after }) } } }));
  return { ...page, items: page.items.map(mine) };
}

export async function listRequests(): Promise<Page<Chat>> {
  const page = await bodyOf(api.GET('/chats', { params: { query: { limit: PAGE, requests: true } } }));
  return { ...page, items: page.items.map(mine) };
}

export async function getChat(id: string): Promise<Chat> {
  return mine(await bodyOf(api.GET('/chats/{id}', { params: { path: { id } } })));
}

export async function startDirect(accountId: string): Promise<Chat> {
  return mine(await bodyOf(api.POST('/chats', { body: { kind: 'direct', with: accountId } })));
}

export async function createGroup(title: string, members: string[]): Promise<Chat> {
  return mine(await bodyOf(api.POST('/chats', { body: { kind: 'group', title, members } })));
}

export function acceptRequest(id: string): Promise<unknown> {
  return bodyOf(api.POST('/chats/{id}/accept', { params: { path: { id } } }));
}

export function latestMessages(id: string, limit: number): Promise<MessagePage> {
  return history(id, { limit });
}

export function messagesAround(id: string, number: number, limit: number): Promise<MessagePage> {
  return history(id, { limit, around: number });
}

/** Numbers have no gaps, so from one number to another is a page. */
export function messagesFrom(id: string, from: number, to: number): Promise<MessagePage> {
  return history(id, { limit: to - from + 1, after: from - 1 });
}

export function getMessage(id: string, number: number): Promise<Message> {
  return bodyOf(api.GET('/chats/{id}/messages/{number}', { params: { path: { id, number } } }));
}

export function sendMessage(id: string, message: NewMessage): Promise<Message> {
  return bodyOf(api.POST('/chats/{id}/messages', { params: { path: { id } }, body: message }));
}

export function editMessage({ chat_id: id, number }: Message, text: string, content_warning: string | null): Promise<Message> {
  return bodyOf(api.PATCH('/chats/{id}/messages/{number}', { params: { path: { id, number } }, body: { text, content_warning } }));
}

/** `keepalive` lets the request outlive the page. */
export function deleteMessage(id: string, number: number, keepalive: boolean): Promise<Message> {
  return bodyOf(api.DELETE('/chats/{id}/messages/{number}', { params: { path: { id, number } }, keepalive }));
}

export function react({ chat_id: id, number }: Message, emoji: string, on: boolean): Promise<Message> {
  const params = { path: { id, number, emoji } };
  const path = '/chats/{id}/messages/{number}/reactions/{emoji}';
  return bodyOf(on ? api.PUT(path, { params }) : api.DELETE(path, { params }));
}

export function pin({ chat_id: id, number }: Message, on: boolean): Promise<Message> {
  const params = { path: { id, number } };
  return bodyOf(on ? api.PUT('/chats/{id}/pins/{number}', { params }) : api.DELETE('/chats/{id}/pins/{number}', { params }));
}

export function listPins(id: string, after: string | null): Promise<Page<Message>> {
  return bodyOf(api.GET('/chats/{id}/pins', { params: { path: { id }, query: { limit: 30, ...(after && { after }) } } }));
}

/** Messages with the words, in all chats or in one, the newest first. */
export function searchMessages(q: string, chat: string | null, after: string | null, signal: AbortSignal): Promise<Page<Message>> {
  const query = { q, limit: 30, ...(chat && { chat_id: chat }), ...(after && { after }) };
  return bodyOf(api.GET('/search/messages', { params: { query }, signal }));
}

export function markRead(id: string, number: number): Promise<ReadMark> {
  return bodyOf(api.PUT('/chats/{id}/read', { params: { path: { id } }, body: { number } }));
}

export function listMembers(id: string, after: string | null): Promise<Page<Member>> {
  return bodyOf(api.GET('/chats/{id}/members', { params: { path: { id }, query: { limit: 200, ...(after && { after }) } } }));
}

/** Adds a member, or gives one another role. */
export function putMember(id: string, account_id: string, role?: Role): Promise<Member> {
  return bodyOf(api.PUT('/chats/{id}/members/{account_id}', { params: { path: { id, account_id } }, body: role ? { role } : {} }));
}

export function removeMember(id: string, account_id: string): Promise<void> {
  return done(api.DELETE('/chats/{id}/members/{account_id}', { params: { path: { id, account_id } } }));
}

export async function renameGroup(id: string, title: string): Promise<Chat> {
  return mine(await bodyOf(api.PATCH('/chats/{id}', { params: { path: { id } }, body: { title } })));
}

/** How long members wait between two messages of theirs, in seconds; 0 for not at all. */
export async function slowDown(id: string, slow_seconds: number): Promise<Chat> {
  return mine(await bodyOf(api.PATCH('/chats/{id}', { params: { path: { id } }, body: { slow_seconds } })));
}

/** How much one wants to hear of a chat; until when, or null for good. */
export async function setLevel(id: string, level: Level, until: string | null): Promise<void> {
  await done(api.PUT('/chats/{id}/level', { params: { path: { id } }, body: { level, until } }));
}

/** Ends a group for everybody. */
export function closeGroup(id: string): Promise<void> {
  return done(api.DELETE('/chats/{id}', { params: { path: { id } } }));
}

/** Those who are here now and let others know, as many as one page holds. */
export async function whoIsOnline(): Promise<Account[]> {
  return (await bodyOf(api.GET('/accounts', { params: { query: { online: true, limit: 500 } } }))).items;
}

export function lookUp(id: string): Promise<Account> {
  return bodyOf(api.GET('/accounts/{id}', { params: { path: { id } } }));
}

function history(id: string, query: { limit: number; around?: number; after?: number }): Promise<MessagePage> {
  return bodyOf(api.GET('/chats/{id}/messages', { params: { path: { id }, query } }));
}

/** What is asked for by a member comes with the member's own part. */
function mine(chat: Schemas['Chat']): Chat {
  return chat as Chat;
}
