#!/usr/bin/env node
// The npm package ws on the other side of one connection: opens it, acts, prints what it is told.
// Command line and actions are those of peer.py.

const { WebSocket, WebSocketServer } = require("ws");

const [role, port, action, code, reason] = process.argv.slice(2);

function act(connection, transport) {
  connection.on("error", () => {}); // a reset; the close event tells it as 1006
  connection.addEventListener("close", (event) => {
    const clean = event.wasClean ? "yes" : "no";
    console.log(`code=${event.code} reason=${JSON.stringify(event.reason)} clean=${clean}`);
    process.exit();
  });
  if (action === "close") connection.close(...(code ? [Number(code), reason] : []));
  if (action === "vanish") connection.terminate();
  if (action === "reset") transport.resetAndDestroy();
}

if (role === "client") {
  const connection = new WebSocket(`ws://127.0.0.1:${port}/`);
  let transport;
  connection.on("upgrade", (response) => (transport = response.socket));
  connection.on("open", () => act(connection, transport));
} else {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  server.on("listening", () => console.log(server.address().port));
  server.on("connection", (connection, request) => act(connection, request.socket));
}
