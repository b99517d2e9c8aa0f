import { call } from '../../lib/http';
import type { Chat, Message, MessagePage, ReadMark } from './model';

export const PAGE = 50;

export interface ChatPage {
  items: Chat[];
  next: string | null;
}

export function listChats(after: string | null): Promise<ChatPage> {
  return call('GET', `/chats?${new URLSearchParams({ limit: String(PAGE), ...(after && { after }) })}`);
}

export function listRequests(): Promise<ChatPage> {
  return call('GET', `/chats?${new URLSearchParams({ limit: String(PAGE), requests: 'true' })}`);
}

export function getChat(id: string): Promise<Chat> {
  return call('GET', chatPath(id));
}

export function startDirect(accountId: string): Promise<Chat> {
  return call('POST', '/chats', { kind: 'direct', with: accountId });
}

export function createGroup(title: string, members: string[]): Promise<Chat> {
  return call('POST', '/chats', { kind: 'group', title, members });
}

export function acceptRequest(id: string): Promise<unknown> {
  return call('POST', `${chatPath(id)}/accept`);
}

export function leaveChat(id: string, me: string): Promise<void> {
  return call('DELETE', `${chatPath(id)}/members/${encodeURIComponent(me)}`);
}

export function latestMessages(id: string): Promise<MessagePage> {
  return call('GET', `${chatPath(id)}/messages?limit=${PAGE}`);
}

export function messagesBefore(id: string, number: number): Promise<MessagePage> {
  return call('GET', `${chatPath(id)}/messages?limit=${PAGE}&before=${number}`);
}

export function sendMessage(id: string, text: string, clientId: string): Promise<Message> {
  return call('POST', `${chatPath(id)}/messages`, { text, client_id: clientId });
}

export function markRead(id: string, number: number): Promise<ReadMark> {
  return call('PUT', `${chatPath(id)}/read`, { number });
}

function chatPath(id: string): string {
  return `/chats/${encodeURIComponent(id)}`;
}
