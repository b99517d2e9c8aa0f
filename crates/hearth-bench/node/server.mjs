// The server a small team writes first: socket.io, better-sqlite3, one insert per message.
//
// It is kept as fast as such a server can honestly be: prepared statements, numbers in
// memory, a trivial token, no membership check, no page, no limits. What it shares with Hearth is
// what the comparison is about: the message is on disk (WAL, synchronous=FULL) before
// it is acknowledged, it carries a number without gaps, and everybody in the room hears it.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import Database from "better-sqlite3";
import { Server } from "socket.io";

const [port, file] = [Number(process.argv[2]), process.argv[3]];
if (!port || !file) {
  console.error("usage: node server.mjs PORT DATABASE_FILE");
  process.exit(2);
}

const db = new Database(file);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(`CREATE TABLE IF NOT EXISTS message (
  chat TEXT NOT NULL, number INTEGER NOT NULL, author TEXT NOT NULL, client TEXT,
  text TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (chat, number)) WITHOUT ROWID`);
const insert = db.prepare(
  "INSERT INTO message (chat, number, author, client, text, at) VALUES (?, ?, ?, ?, ?, ?)");
const last = db.prepare("SELECT coalesce(max(number), 0) AS number FROM message WHERE chat = ?");
const numbers = new Map();

const http = createServer((request, response) => {
  response.writeHead(request.url === "/readyz" ? 200 : 404).end();
});
const io = new Server(http, { serveClient: false });

// A token is "node:ACCOUNT:CHAT": who it is, and the one room to hear.
io.use((socket, next) => {
  const [scheme, account, chat] = String(socket.handshake.auth.token).split(":");
  if (scheme !== "node" || !account || !chat) return next(new Error("not signed in"));
  socket.data.sender = { id: randomUUID(), username: account, name: `Member ${account}` };
  socket.join(chat);
  next();
});

io.on("connection", (socket) => {
  const { sender } = socket.data;
  socket.on("message.send", ({ chat_id, text, client_id = null }, ack) => {
    const number = (numbers.get(chat_id) ?? last.get(chat_id).number) + 1;
    const now = new Date();
    insert.run(chat_id, number, sender.id, client_id, text, now.getTime());
    numbers.set(chat_id, number);
    const message = {
      chat_id, number, position: number, sender, text, client_id,
      created_at: now.toISOString(), edited_at: null, deleted: false, pinned: false,
      content_warning: null, reply_to: null, reactions: [], mentions: [],
    };
    io.to(chat_id).emit("message.sent", message);
    ack({ ok: message });
  });
  socket.emit("live.ready", { account_id: sender.id });
});

http.listen(port, "127.0.0.1", 4096);
process.on("SIGTERM", () => process.exit(0));
