"""What the harnesses in Python share: the lines they print, and those they read. See README.md."""

import asyncio
import json
import os
import platform
import re
import sys
import threading
from contextlib import contextmanager
from urllib.parse import urlsplit

WISH = re.compile(r"close(?: (\d{1,5})(?: ((?:[0-9A-Fa-f]{2})+))?)?")

TURNS = 20


def say(event, **fields):
    sys.stdout.write(json.dumps({"event": event, **fields}) + "\n")
    sys.stdout.flush()


def ready(implementation, version, port=None, changed=()):
    said = {"implementation": implementation, "version": version, "language": "Python"}
    said |= {"runtime": f"Python {platform.python_version()}", "changed": list(changed)}
    say("ready", **said, **({"port": port} if port else {}))


def wish(message):
    """What a message asks for: (), (code,) or (code, reason in bytes); None where it asks for
    nothing."""
    found = WISH.fullmatch(message) if isinstance(message, str) else None
    if not found:
        return None
    code, reason = found.groups()
    return tuple([int(code)] if code else []) + tuple([bytes.fromhex(reason)] if reason else [])


class CannotBeExpressed(Exception):
    """The API has no words for what is asked for."""


class Connection:
    """What is said of one connection, by its path."""

    def __init__(self, path):
        self.name = path.removeprefix("/")
        self.was_open = False

    def say(self, event, **fields):
        say(event, connection=self.name, **fields)

    def opened(self):
        self.was_open = True
        self.say("open")

    def told(self, code=None, reason=None, clean=None):
        if not self.was_open:
            return self.say("failed", why="it never was open")
        if isinstance(reason, str):
            reason = reason.encode(errors="surrogatepass")
        self.say("told", code=code, reason=reason if reason is None else reason.hex(), clean=clean)

    def obey(self, message, close, as_bytes=False):
        """Calls the implementation's close where the message asks for it."""
        if (asked := wish(message)) is not None:
            with self.asking():
                close(*asked if as_bytes else as_text(asked))

    async def obey_async(self, message, close, as_bytes=False):
        """The same, of a close that waits until the connection is over. What it has not refused
        after some turns of the loop, it has taken on."""
        if (asked := wish(message)) is None:
            return
        closing = None
        with self.asking():
            begun = asyncio.ensure_future(close(*asked if as_bytes else as_text(asked)))
            for _ in range(TURNS):
                await asyncio.sleep(0)
            if begun.done():
                begun.result()
            closing = begun
        if closing:
            with self.surviving():
                await closing

    @contextmanager
    def asking(self):
        try:
            yield
        except (CannotBeExpressed, UnicodeDecodeError):
            self.say("refused", why="cannot be expressed")
        except Exception as error:
            self.say("refused", why=describe(error))
        else:
            self.say("asked")

    @contextmanager
    def surviving(self):
        """Around all else: what goes wrong ends this connection only."""
        try:
            yield
        except Exception as error:
            self.say("failed", why=describe(error))


def as_text(asked):
    return *asked[:1], *(reason.decode() for reason in asked[1:])


def named(close, *names):
    """`close`, for an API that takes code and reason by name."""
    return lambda *asked: close(**dict(zip(names, asked)))


def describe(error):
    return f"{type(error).__name__}: {error}"


def path_of(url):
    return urlsplit(url).path


def address_of(url):
    return urlsplit(url).hostname, urlsplit(url).port


def read_input(connect):
    """Calls `connect(url)` for each line, in a thread of its own. The end of standard input ends
    the process, whatever its connections do."""

    def read():
        for line in sys.stdin:
            try:
                connect(json.loads(line)["url"])
            except Exception as error:
                print(describe(error), file=sys.stderr)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()


def run(implementation, version, listen, connect, changed=()):
    """An asyncio harness in the role of the command line. `listen()` gives its port once it serves;
    `connect(connection, url)` opens one connection and stays with it to its end."""

    async def main():
        loop = asyncio.get_running_loop()
        port = await listen() if sys.argv[1] == "server" else None

        async def connect_one(url):
            connection = Connection(path_of(url))
            with connection.surviving():
                await connect(connection, url)

        def start(url):
            task = asyncio.run_coroutine_threadsafe(connect_one(url), loop)
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        tasks = set()  # nobody else keeps one that waits for its own transport
        ready(implementation, version, port, changed)
        read_input(start)
        await loop.create_future()

    asyncio.run(main())
