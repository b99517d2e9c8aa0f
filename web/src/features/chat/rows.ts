import { sameDay } from '../../lib/times';
import type { Message } from './model';

/** A message as it stands in the log: what comes before it, and where it is in a run of one sender. */
export interface Row {
  message: Message;
  /** What it answers, if that is loaded. */
  answered?: Message;
  startsDay: boolean;
  /** The first that was unread when the chat was opened. */
  startsNew: boolean;
  startsRun: boolean;
  endsRun: boolean;
}

const RUN = 5 * 60_000;

export function rowsOf(messages: readonly Message[], readNumber: number, me: string): Row[] {
  const firstNew = messages.find((message) => message.number > readNumber && message.sender.id !== me)?.number;
  const byNumber = new Map(messages.map((message) => [message.number, message]));
  return messages.map((message, i) => {
    const before = messages[i - 1];
    const after = messages[i + 1];
    const startsNew = message.number === firstNew;
    return {
      message,
      answered: message.reply_to === null ? undefined : byNumber.get(message.reply_to),
      startsDay: !before || !sameDay(before.created_at, message.created_at),
      startsNew,
      startsRun: startsNew || !before || !oneRun(before, message),
      endsRun: !after || after.number === firstNew || !oneRun(message, after),
    };
  });
}

function oneRun(a: Message, b: Message): boolean {
  return a.sender.id === b.sender.id && sameDay(a.created_at, b.created_at) && Date.parse(b.created_at) - Date.parse(a.created_at) < RUN;
}
