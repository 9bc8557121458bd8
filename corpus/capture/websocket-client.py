"""websocket-client as one endpoint of one connection. See README.md."""

# install: apt-get install python3-websocket
# roles: client

import sys

import websocket


def act(connection, action, code=None, reason=""):
    if action == "reply":
        try:
            connection.recv()
        except websocket.WebSocketException:
            pass  # what it found wrong; it sends nothing for that
        return
    try:
        connection.close(*([int(code), reason.encode()] if code else []))
    except Exception as error:
        print("refused:", error)


if sys.argv[1] == "version":
    print(websocket.__version__)
else:
    act(websocket.create_connection(f"ws://127.0.0.1:{sys.argv[2]}/"), *sys.argv[3:])
