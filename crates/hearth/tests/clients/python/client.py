"""Drives the stock python-socketio client by JSON lines; see ../README.md for the protocol."""

import json
import os
import queue
import socket as sockets
import sys
import threading
import time
import weakref

# The server is on this machine: whatever proxy its user has is not to be asked.
os.environ["no_proxy"] = os.environ["NO_PROXY"] = "*"

import engineio  # noqa: E402
import socketio  # noqa: E402

DEFAULT_TIMEOUT_MS = 10_000

# JavaScript's names; Python's own are the words without "io".
REASONS = {"server disconnect": "io server disconnect", "client disconnect": "io client disconnect"}


class Connections:
    """Every TCP connection of this process, so that `drop` can cut them from below.

    A client library has no way to lose its connection on purpose; but both of its
    transports make their connections with `socket.socket`.
    """

    def __init__(self):
        self.away = False
        self.made = weakref.WeakSet()
        connections = self

        class Cuttable(sockets.socket):
            def connect(self, address):
                if connections.away:
                    raise ConnectionRefusedError("dropped on purpose")
                connections.made.add(self)
                super().connect(address)

        sockets.socket = Cuttable

    def cut(self):
        self.away = True
        for connection in list(self.made):
            try:
                # Closing alone would not wake the thread that reads from it.
                connection.shutdown(sockets.SHUT_RDWR)
            except OSError:
                pass


class InOrder(engineio.Client):
    """Hands packets on one after the other.

    The stock client starts a thread for each packet, which may overtake one
    another: then nobody could tell the server's order from the threads'.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.arrived = queue.Queue()
        threading.Thread(target=self.hand_on, daemon=True).start()

    def hand_on(self):
        while True:
            handler, args = self.arrived.get()
            handler(*args)

    def start_background_task(self, target, *args, **kwargs):
        if target is self.handlers.get("message"):
            self.arrived.put((target, args))
            return None
        return super().start_background_task(target, *args, **kwargs)


class Client(socketio.Client):
    def _engineio_client_class(self):
        return InOrder


class Driver:
    def __init__(self):
        self.connections = Connections()
        self.client = None
        self.token_said = None
        self.how = {}
        # Guards what follows: commands, packets and timers have threads of their own.
        self.lock = threading.RLock()
        self.connects = 0
        self.disconnects = []
        self.refusals = []
        self.heard_news = []
        self.waiters = []
        self.asked = set()

    # The commands. One that answers later takes `answer` and returns LATER.

    def connect(self, command, answer):
        self.forget()
        via = command.get("via", "auth")
        if via not in ("auth", "query", "header"):
            raise ValueError(f"no such via: {via}")
        self.token_said = command.get("token")
        # Functions, because the library calls them at each connection anew: see `token`.
        self.how = {
            "url": lambda: self.address(command["url"], via),
            "auth": lambda: {"token": self.token_said} if via == "auth" and self.token_said else {},
            "headers": lambda: {"Authorization": f"Bearer {self.token_said}"} if via == "header" and self.token_said else {},
            "transports": command.get("transports"),
            "socketio_path": command.get("path", "/socket.io").strip("/"),
        }
        # Shares that keep the delays, with their randomness, between 50 and 500 ms.
        client = Client(handle_sigint=False, reconnection_delay=0.1, reconnection_delay_max=0.45, randomization_factor=0.05)
        client.on("connect", self.connected)
        client.on("disconnect", self.disconnected)
        client.on("connect_error", self.refused)
        client.on("*", self.hear)
        self.client = client
        return self.come_up(command)

    def ask(self, command, answer):
        self.send([command["event"], *arguments_of(command)], command, answer)
        return LATER

    def ask_many(self, command, answer):
        events = command["events"]
        acks, order, failures, left = [None] * len(events), [], [], [len(events)]

        def took(index):
            def take(reply):
                with self.lock:
                    if "ok" in reply:
                        acks[index] = reply["ok"]
                        order.append(index)
                    else:
                        failures.append(reply["error"])
                    left[0] -= 1
                    if left[0] > 0:
                        return
                if failures:
                    answer({"error": f"{len(failures)} of {len(events)} had no acknowledgement: {failures[0]}"})
                else:
                    answer({"ok": {"acks": acks, "order": order}})

            return take

        if not events:
            return {"acks": [], "order": []}
        for index, args in enumerate(events):
            try:
                self.send(args, command, took(index))
            except Exception as error:
                took(index)({"error": describe(error)})
        return LATER

    def emit(self, command, answer):
        self.there().emit(command["event"], tuple(arguments_of(command)))

    def emit_raw(self, command, answer):
        event, *args = command["args"]
        if command.get("ack"):
            self.send([event, *args], command, answer)
            return LATER
        self.there().emit(event, tuple(args))

    def heard(self, command, answer):
        with self.lock:
            return self.heard_news[command.get("since", 0) :]

    def wait(self, command, answer):
        event, where, since = command["event"], command.get("where", {}), command.get("since", 0)
        timeout_ms = command.get("timeout_ms", DEFAULT_TIMEOUT_MS)

        def fits(news):
            return news["n"] >= since and news["event"] == event and matches(news["data"], where)

        with self.lock:
            for news in self.heard_news:
                if fits(news):
                    return news
            waiter = Once(answer)
            self.waiters.append((fits, waiter))

        def give_up():
            with self.lock:
                names = ", ".join(news["event"] for news in self.heard_news[since:]) or "nothing"
            waiter({"error": f"no such {event} within {timeout_ms} ms; heard since {since}: {names}"})

        after(timeout_ms, give_up)
        return LATER

    def disconnect(self, command, answer):
        # Unlike its `disconnect`, the library's `shutdown` also ends attempts to return.
        self.there().shutdown()

    def drop(self, command, answer):
        client = self.there()
        client.reconnection = False
        self.connections.cut()
        give_up_at = time.monotonic() + DEFAULT_TIMEOUT_MS / 1000
        while client.connected or client.eio.state != "disconnected":
            if time.monotonic() > give_up_at:
                raise TimeoutError("the client doesn't notice that its connection is gone")
            time.sleep(0.005)
        # It may have been trying to return already.
        client.shutdown()

    def reconnect(self, command, answer):
        self.connections.away = False
        self.there().reconnection = True
        return self.come_up(command)

    def token(self, command, answer):
        self.token_said = command["token"]

    def state(self, command, answer):
        with self.lock:
            connected = self.client is not None and self.client.connected
            return {
                "connected": connected,
                "transport": self.client.transport() if connected else None,
                "connects": self.connects,
                "disconnects": list(self.disconnects),
                "refusals": list(self.refusals),
            }

    def quit(self, command, answer):
        self.forget()
        answer({"ok": None})
        os._exit(0)

    # What the library calls.

    def connected(self):
        with self.lock:
            self.connects += 1

    def disconnected(self, reason):
        with self.lock:
            self.disconnects.append(REASONS.get(reason, reason))
            asked, self.asked = self.asked, set()
        # The library forgets them; JavaScript tells, in these words.
        for reply in asked:
            reply({"error": "socket has been disconnected"})

    def refused(self, data=None, *more):
        text = data.get("message") if isinstance(data, dict) else data
        with self.lock:
            self.refusals.append(str(text))

    def hear(self, event, *args):
        with self.lock:
            news = {"n": len(self.heard_news), "event": event, "data": one_of(args)}
            self.heard_news.append(news)
            fitting = [waiter for fits, waiter in self.waiters if fits(news)]
            self.waiters = [(fits, waiter) for fits, waiter in self.waiters if waiter not in fitting and not waiter.done]
        for waiter in fitting:
            waiter({"ok": news})

    # Helpers of the commands.

    def there(self):
        """The client, or an error that says what is missing."""
        if self.client is None:
            raise RuntimeError("say connect first")
        return self.client

    def forget(self):
        """Ends a connection and its memory of us: what it says later isn't news."""
        if self.client is not None:
            self.client.shutdown()
            self.client.handlers.clear()
        self.connections.away = False

    def address(self, url, via):
        if via != "query" or not self.token_said:
            return url
        return f"{url}?token={self.token_said}"

    def come_up(self, command):
        client = self.there()
        patience = command.get("timeout_ms", DEFAULT_TIMEOUT_MS) / 1000
        late = time.monotonic() + patience
        # Whoever is told of a connection's end hears it before the library has taken the connection down.
        while not client.connected and client.eio.state != "disconnected" and time.monotonic() < late:
            time.sleep(0.01)
        if not client.connected:
            with self.lock:
                seen = len(self.refusals)
            try:
                client.connect(**self.how, wait_timeout=patience)
            except socketio.exceptions.ConnectionError as error:
                # The exception names the namespace; the server's message went to `refused`.
                with self.lock:
                    said = self.refusals[seen:]
                raise RuntimeError(said[0] if said else describe(error)) from error
        return {"transport": client.transport()}

    def send(self, args, command, answer):
        """Emits, and answers with the acknowledgement, or why there is none."""
        reply = Once(answer)
        with self.lock:
            self.asked.add(reply)

        def settle(outcome):
            with self.lock:
                self.asked.discard(reply)
            reply(outcome)

        event, *rest = args
        try:
            self.there().emit(event, tuple(rest), callback=lambda *got: settle({"ok": one_of(got)}))
        except Exception:
            with self.lock:
                self.asked.discard(reply)
            raise
        after(command.get("timeout_ms", DEFAULT_TIMEOUT_MS), lambda: settle({"error": "operation has timed out"}))


LATER = object()

COMMANDS = (
    "connect",
    "ask",
    "ask_many",
    "emit",
    "emit_raw",
    "heard",
    "wait",
    "disconnect",
    "drop",
    "reconnect",
    "token",
    "state",
    "quit",
)


class Once:
    """An answer that is given by whoever comes first: the news, or the time-out."""

    def __init__(self, answer):
        self.answer = answer
        self.lock = threading.Lock()
        self.done = False

    def __call__(self, reply):
        with self.lock:
            if self.done:
                return
            self.done = True
        self.answer(reply)


class Timers(threading.Thread):
    """One thread for all time-outs: thousands of events at once are usual here."""

    def __init__(self):
        super().__init__(daemon=True)
        self.arrived = queue.Queue()
        self.start()

    def run(self):
        waiting = []
        while True:
            soonest = min((at for at, _ in waiting), default=None)
            try:
                waiting.append(self.arrived.get(timeout=None if soonest is None else max(0, soonest - time.monotonic())))
                # Take a burst at one go, rather than looking for the soonest after each.
                while not self.arrived.empty():
                    waiting.append(self.arrived.get())
            except queue.Empty:
                pass
            now = time.monotonic()
            due = [act for at, act in waiting if at <= now]
            waiting = [(at, act) for at, act in waiting if at > now]
            for act in due:
                act()


timers = Timers()


def after(milliseconds, act):
    timers.arrived.put((time.monotonic() + milliseconds / 1000, act))


def arguments_of(command):
    return [command["data"]] if "data" in command else []


def one_of(args):
    """One argument is itself, none is null, several are a list."""
    if len(args) > 1:
        return list(args)
    return args[0] if args else None


MISSING = object()


def matches(actual, wanted):
    """Whether `actual` has all of `wanted`; keys of the outermost object may be dotted."""
    for path, value in wanted.items():
        found = actual
        for key in path.split("."):
            if isinstance(found, dict) and key in found:
                found = found[key]
            elif isinstance(found, list) and key.isdigit() and int(key) < len(found):
                found = found[int(key)]
            else:
                found = MISSING
                break
        if not has(found, value):
            return False
    return True


def has(actual, wanted):
    if isinstance(wanted, list):
        return isinstance(actual, list) and len(actual) == len(wanted) and all(map(has, actual, wanted))
    if isinstance(wanted, dict):
        return isinstance(actual, dict) and all(key in actual and has(actual[key], value) for key, value in wanted.items())
    # In Python True is 1; in JSON it isn't.
    return isinstance(actual, bool) == isinstance(wanted, bool) and actual == wanted


def describe(error):
    return str(error) or type(error).__name__


def plain(value):
    """Bytes as JavaScript writes them."""
    if isinstance(value, (bytes, bytearray)):
        return {"type": "Buffer", "data": list(value)}
    raise TypeError(f"{type(value).__name__} is not JSON")


def main():
    driver = Driver()
    writing = threading.Lock()

    def answerer(id):
        def answer(reply):
            line = json.dumps({"id": id, **reply}, default=plain)
            with writing:
                sys.stdout.write(line + "\n")
                sys.stdout.flush()

        return answer

    for line in sys.stdin:
        if not line.strip():
            continue
        answer = answerer(None)
        try:
            command = json.loads(line)
            answer = answerer(command.get("id"))
            if command.get("do") not in COMMANDS:
                raise ValueError(f"no such command: {command.get('do')}")
            ok = getattr(driver, command["do"])(command, answer)
            if ok is not LATER:
                answer({"ok": ok})
        except Exception as error:
            answer({"error": describe(error)})
    # Without the library's threads, which would wait for their connections.
    os._exit(0)


main()
