import ICAL from 'ical.js';

/** A part of a mail, decoded. */
interface Part {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The `text/calendar` parts. */
  readonly calendars: readonly string[];
}

/** What a calendar's entry says, read strictly (RFC 5545). */
export interface Entry {
  readonly method: string;
  readonly uid: string;
  readonly sequence: number;
  readonly start: Date;
  readonly end: Date;
  readonly summary: string;
  readonly status: string;
}

/** Reads calendars as strictly as can be. Throws where one is none. */
export function entriesOf(text: string): Entry[] {
  ICAL.design.strict = true;
  const unfolded = text.split('\r\n');
  if (unfolded.at(-1) !== '' || text.replaceAll('\r\n', '').includes('\n')) throw new Error('Its lines don’t end with CRLF.');
  for (const line of unfolded) if (Buffer.byteLength(line) > 75) throw new Error(`A line is longer than 75 octets: ${line}`);
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown as ConstructorParameters<typeof ICAL.Component>[0]);
  if (calendar.name !== 'vcalendar' || calendar.getFirstPropertyValue('version') !== '2.0' || !calendar.getFirstPropertyValue('prodid')) throw new Error('It isn’t a calendar.');
  return calendar.getAllSubcomponents('vevent').map((event) => {
    for (const needed of ['uid', 'dtstamp', 'dtstart']) if (event.getAllProperties(needed).length !== 1) throw new Error(`An entry needs one ${needed}.`);
    const time = (name: string) => (event.getFirstPropertyValue(name) as ICAL.Time).toJSDate();
    const word = (name: string) => String(event.getFirstPropertyValue(name) ?? '');
    return { method: String(calendar.getFirstPropertyValue('method') ?? ''), uid: word('uid'), sequence: Number(word('sequence')), start: time('dtstart'), end: time('dtend'), summary: word('summary'), status: word('status') };
  });
}

export function mailOf(raw: string): Mail {
  const whole = partOf(raw);
  const parts = leavesOf(raw);
  const ofKind = (kind: string) => parts.filter(({ headers }) => (headers['content-type'] ?? 'text/plain').startsWith(kind)).map(({ text }) => text);
  return { to: whole.headers.to ?? '', subject: whole.headers.subject ?? '', text: ofKind('text/plain').join('\n'), calendars: ofKind('text/calendar') };
}

/** The parts of a message that have none themselves (RFC 2046). */
function leavesOf(raw: string): Part[] {
  const { headers, text } = partOf(raw);
  const boundary = /boundary="?([^";]+)"?/i.exec(headers['content-type'] ?? '')?.[1];
  if (!boundary) return [{ headers, text }];
  return raw.split(`--${boundary}`).slice(1, -1).flatMap((part) => leavesOf(part.replace(/^\r?\n/, '').replace(/\r?\n$/, '')));
}

function partOf(raw: string): Part {
  const at = /\r?\n\r?\n/.exec(raw)!;
  const lines = raw.slice(0, at.index).replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  return { headers, text: decoded(raw.slice(at.index + at[0].length), headers['content-transfer-encoding'] ?? '') };
}

/** RFC 2045. */
function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  const bytes = body.replaceAll(/=\r?\n/g, '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
