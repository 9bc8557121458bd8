"""websocket-client, a library of Python without asyncio."""

# install: apt-get install python3-websocket
# roles: client

import threading

import harness
import websocket


def connect(url):
    said = harness.Connection(harness.path_of(url))
    sockets, told = [], []

    def on_open(_):
        sockets.append(connection.sock)
        said.opened()

    def on_message(_, message):
        close = harness.named(connection.close, "status", "reason")
        said.obey(message, close, as_bytes=True)

    def on_close(_, code, reason):
        told.append(True)
        said.told(code, reason)

    connection = websocket.WebSocketApp(
        url, on_open=on_open, on_message=on_message, on_close=on_close
    )
    with said.surviving():
        connection.run_forever()
    if not told:  # it has ended without a word
        said.told()
    for socket in sockets:
        socket.shutdown()  # once it has answered a close, it leaves its socket open


def start(url):
    threading.Thread(target=connect, args=[url], daemon=True).start()


changed = ["its socket closed at the end"]
harness.ready("websocket-client", websocket.__version__, changed=changed)
harness.read_input(start)
threading.Event().wait()
