import { io, type Socket } from 'socket.io-client';
import type { Schemas } from '../src/lib/api';
import type { Photo } from './photos';

export const PASSWORD = 'a quiet harbour';

export interface Identity {
  username: string;
  name: string;
}

type Chat = Schemas['Chat'];
type Message = Schemas['Message'];

/** A person at the REST interface: makes what a test begins with, and says what the server knows. */
export class Rest {
  private constructor(
    readonly address: string,
    readonly id: string,
    private readonly token: string,
  ) {}

  static async register(address: string, { username, name }: Identity, invitation?: string): Promise<Rest> {
    const body = { username, name, email: `${username}@example.org`, password: PASSWORD, ...(invitation && { invitation }) };
    await ask(address, null, 'POST', '/accounts', body);
    return Rest.signIn(address, username);
  }

  static async signIn(address: string, username: string): Promise<Rest> {
    const { access_token } = await ask<Schemas['Tokens']>(address, null, 'POST', '/sessions', { login: username, password: PASSWORD });
    const { id } = await ask<Schemas['OwnAccount']>(address, access_token, 'GET', '/me');
    return new Rest(address, id, access_token);
  }

  ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    return ask<T>(this.address, this.token, method, path, body);
  }

  /** A direct chat that both have agreed to. */
  async direct(other: Rest): Promise<Chat> {
    const chat = await this.ask<Chat>('POST', '/chats', { kind: 'direct', with: other.id });
    await this.send(chat.id, 'Hello!');
    await other.ask('POST', `/chats/${chat.id}/accept`).catch(() => undefined);
    return chat;
  }

  group(title: string, ...members: Rest[]): Promise<Chat> {
    return this.ask<Chat>('POST', '/chats', { kind: 'group', title, members: members.map((member) => member.id) });
  }

  send(chat: string, text: string, more: object = {}): Promise<Message> {
    return this.ask<Message>('POST', `/chats/${chat}/messages`, { text, ...more });
  }

  react(chat: string, number: number, emoji: string): Promise<Message> {
    return this.ask<Message>('PUT', `/chats/${chat}/messages/${number}/reactions/${encodeURIComponent(emoji)}`);
  }

  /** Uploads a picture, and waits until it is ready. Returns its id. */
  async upload({ name, mimeType, buffer }: Photo): Promise<string> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(buffer)], { type: mimeType }), name);
    const answer = await fetch(`${this.address}/api/v1/media`, { method: 'POST', headers: { authorization: `Bearer ${this.token}` }, body: form });
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
    let media = (await answer.json()) as Schemas['Media'];
    while (media.state === 'processing') {
      await new Promise((resolve) => setTimeout(resolve, 100));
      media = await this.ask<Schemas['Media']>('GET', `/media/${media.id}`);
    }
    if (media.state === 'failed') throw new Error(`${name}: ${media.reason}`);
    return media.id;
  }

  /** Uploads pictures one after the other, to go with something. */
  async enclosed(...photos: [Photo, string?][]): Promise<Schemas['CaptionedBody'][]> {
    const all = [];
    for (const [one, caption] of photos) all.push({ media_id: await this.upload(one), ...(caption && { caption }) });
    return all;
  }

  /** All messages of a chat, the first one first. */
  async history(chat: string): Promise<Message[]> {
    const all: Message[] = [];
    for (;;) {
      const after = all.at(-1)?.number ?? 0;
      const page = await this.ask<Schemas['History']>('GET', `/chats/${chat}/messages?after=${after}&limit=500`);
      all.push(...page.items);
      if (page.items.length === 0 || all.at(-1)!.number >= page.last_number) return all;
    }
  }

  /** A live connection, as the page has one. */
  async live(): Promise<Socket> {
    const socket = io(this.address, { auth: { token: this.token }, transports: ['websocket'], forceNew: true });
    await new Promise((resolve, reject) => {
      socket.once('live.ready', resolve);
      socket.once('connect_error', reject);
    });
    return socket;
  }
}

async function ask<T>(address: string, token: string | null, method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = {};
  if (token) headers.authorization = `Bearer ${token}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const response = await fetch(`${address}/api/v1${path}`, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
