// Drives the stock socket.io-client by JSON lines; see ../README.md for the protocol.
import diagnostics from "node:diagnostics_channel";
import { createInterface } from "node:readline";
import { io } from "socket.io-client";

const DEFAULT_TIMEOUT_MS = 10_000;

let socket = null;
let away = false;
let connects = 0;
const disconnects = [];
const refusals = [];
const heard = [];
const waiters = new Set();

// A client library has no way to lose its connection on purpose. Node announces
// every TCP connection that it makes, so that `drop` can cut them from below.
const connections = new Set();
diagnostics.subscribe("net.client.socket", ({ socket: connection }) => {
  if (away) {
    connection.destroy();
    return;
  }
  connections.add(connection);
  connection.once("close", () => connections.delete(connection));
});

const commands = {
  connect({ url, token, transports, via = "auth", path = "/socket.io", timeout_ms = DEFAULT_TIMEOUT_MS }) {
    forget();
    const options = {
      path,
      forceNew: true,
      autoConnect: false,
      timeout: timeout_ms,
      reconnectionDelay: 50,
      reconnectionDelayMax: 500,
      // What `token` changes later; the library reads all three at each connection.
      query: {},
      extraHeaders: {},
    };
    if (transports !== undefined) options.transports = transports;
    socket = io(url, options);
    socket.via = via;
    sayToken(token);
    socket.on("connect", () => connects++);
    socket.on("disconnect", (reason) => disconnects.push(reason));
    socket.on("connect_error", (error) => refusals.push(error.message));
    socket.onAny(hear);
    return comeUp();
  },

  ask: ({ event, timeout_ms, ...rest }) => ask([event, ...argumentsOf(rest)], timeout_ms),

  async ask_many({ events, timeout_ms }) {
    const order = [];
    const answers = events.map(async (args, index) => {
      const answer = await ask(args, timeout_ms);
      order.push(index);
      return answer;
    });
    const settled = await Promise.allSettled(answers);
    const failed = settled.filter((one) => one.status === "rejected");
    if (failed.length > 0) {
      throw new Error(`${failed.length} of ${events.length} had no acknowledgement: ${failed[0].reason.message}`);
    }
    return { acks: settled.map((one) => one.value), order };
  },

  emit({ event, ...rest }) {
    there().emit(event, ...argumentsOf(rest));
  },

  emit_raw({ args, ack = false, timeout_ms }) {
    if (ack) return ask(args, timeout_ms);
    there().emit(...args);
  },

  heard: ({ since = 0 }) => heard.slice(since),

  wait({ event, where = {}, since = 0, timeout_ms = DEFAULT_TIMEOUT_MS }) {
    const fits = (news) => news.n >= since && news.event === event && matches(news.data, where);
    const earlier = heard.find(fits);
    if (earlier) return earlier;
    return new Promise((resolve, reject) => {
      const waiter = { fits, resolve };
      waiters.add(waiter);
      setTimeout(() => {
        if (!waiters.delete(waiter)) return;
        const names = heard.slice(since).map((news) => news.event);
        reject(new Error(`no such ${event} within ${timeout_ms} ms; heard since ${since}: ${names.join(", ") || "nothing"}`));
      }, timeout_ms).unref();
    });
  },

  disconnect() {
    there().disconnect();
  },

  async drop() {
    const dropped = there();
    away = true;
    const gone = dropped.connected ? new Promise((resolve) => dropped.once("disconnect", resolve)) : null;
    for (const connection of connections) connection.destroy();
    await gone;
    // Nobody is there any more to hear this goodbye; it ends the attempts to return.
    dropped.disconnect();
  },

  reconnect() {
    away = false;
    there();
    return comeUp();
  },

  token({ token }) {
    sayToken(token);
  },

  state: () => ({
    connected: socket?.connected ?? false,
    transport: transport(),
    connects,
    disconnects,
    refusals,
  }),

  quit() {
    forget();
    setImmediate(() => process.exit(0));
  },
};

/** The socket, or an error that says what is missing. */
function there() {
  if (socket === null) throw new Error("say connect first");
  return socket;
}

function transport() {
  return socket?.connected ? socket.io.engine.transport.name : null;
}

/** Ends a connection and its memory of us: what it says later isn't news. */
function forget() {
  socket?.disconnect();
  socket?.off();
  socket?.offAny();
  away = false;
}

function sayToken(token) {
  const { via, io: manager } = there();
  if (token === undefined || token === null) return;
  if (via === "auth") socket.auth = { token };
  else if (via === "query") manager.opts.query.token = token;
  else if (via === "header") manager.opts.extraHeaders.authorization = `Bearer ${token}`;
  else throw new Error(`no such via: ${via}`);
}

/** Connects; the first failure ends the attempt, so that a refusal is told at once. */
function comeUp() {
  const rising = socket;
  return new Promise((resolve, reject) => {
    const up = () => {
      rising.off("connect_error", failed);
      resolve({ transport: transport() });
    };
    const failed = (error) => {
      rising.off("connect", up);
      rising.disconnect();
      reject(error);
    };
    rising.once("connect", up);
    rising.once("connect_error", failed);
    rising.connect();
    // Already connected: then there is nothing to wait for.
    if (rising.connected) up();
  });
}

function argumentsOf(command) {
  return Object.hasOwn(command, "data") ? [command.data] : [];
}

function ask(args, timeout_ms = DEFAULT_TIMEOUT_MS) {
  return new Promise((resolve, reject) => {
    there()
      .timeout(timeout_ms)
      .emit(...args, (error, ...answer) => (error ? reject(error) : resolve(oneOf(answer))));
  });
}

/** One argument is itself, none is null, several are a list. */
function oneOf(args) {
  if (args.length > 1) return args;
  return args[0] ?? null;
}

function hear(event, ...args) {
  // The server asks for an acknowledgement: the Python client always gives one.
  if (typeof args.at(-1) === "function") args.pop()();
  const news = { n: heard.length, event, data: oneOf(args) };
  heard.push(news);
  for (const waiter of waiters) {
    if (!waiter.fits(news)) continue;
    waiters.delete(waiter);
    waiter.resolve(news);
  }
}

/** Whether `actual` has all of `wanted`; keys of the outermost object may be dotted. */
function matches(actual, wanted) {
  return Object.entries(wanted).every(([path, value]) => {
    const keys = path.split(".");
    const found = keys.reduce((inside, key) => (isContainer(inside) && Object.hasOwn(inside, key) ? inside[key] : undefined), actual);
    return has(found, value);
  });
}

function has(actual, wanted) {
  if (Array.isArray(wanted)) {
    return Array.isArray(actual) && actual.length === wanted.length && wanted.every((value, index) => has(actual[index], value));
  }
  if (isContainer(wanted)) {
    if (!isContainer(actual) || Array.isArray(actual)) return false;
    return Object.entries(wanted).every(([key, value]) => Object.hasOwn(actual, key) && has(actual[key], value));
  }
  return actual === wanted;
}

function isContainer(value) {
  return typeof value === "object" && value !== null;
}

function answer(reply) {
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}

async function obey(line) {
  let id = null;
  try {
    const { do: name, ...command } = JSON.parse(line);
    id = command.id ?? null;
    if (!Object.hasOwn(commands, name)) throw new Error(`no such command: ${name}`);
    answer({ id, ok: (await commands[name](command)) ?? null });
  } catch (error) {
    answer({ id, error: error.message });
  }
}

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  if (line.trim() !== "") obey(line);
});
lines.on("close", () => process.exit(0));
