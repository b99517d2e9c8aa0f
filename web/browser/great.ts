import type { Rest } from './rest';

/** How many write at the same time. The server writes what comes together in one transaction. */
const WRITERS = 32;

/** Fills a chat with messages as its members would, only faster. */
export async function fill(chat: string, count: number, members: Rest[]): Promise<void> {
  let sent = 0;
  const write = async (member: Rest) => {
    const socket = await member.live();
    while (sent < count) {
      sent += 1;
      const answer = (await socket.emitWithAck('message.send', { chat_id: chat, text: `One of many: ${sent}` })) as { error?: unknown };
      if (answer.error) throw new Error(`A message was refused: ${JSON.stringify(answer.error)}`);
    }
    socket.disconnect();
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, index) => write(members[index % members.length]!)));
}
