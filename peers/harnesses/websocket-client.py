"""websocket-client, a library of Python without asyncio."""

# install: apt-get install python3-websocket
# roles: client

import gc
import threading

import harness
import websocket


def connect(url):
    said = harness.Connection(harness.path_of(url))

    def on_message(_, message):
        close = harness.named(connection.close, "status", "reason")
        said.obey(message, close, as_bytes=True)

    def on_close(_, code, reason):
        told.append(True)
        said.told(code, reason)

    told = []
    connection = websocket.WebSocketApp(
        url,
        on_open=lambda _: said.opened(),
        on_message=on_message,
        on_close=on_close,
    )
    with said.surviving():
        connection.run_forever()
    if not told:  # it has ended without a word
        said.told()


def connect_and_tidy(url):
    connect(url)
    gc.collect()  # once a close was answered, its socket is left open for this to find


def start(url):
    threading.Thread(target=connect_and_tidy, args=[url], daemon=True).start()


changed = ["garbage collected after each connection"]
harness.ready("websocket-client", websocket.__version__, changed=changed)
harness.read_input(start)
threading.Event().wait()
