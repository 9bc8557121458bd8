// The npm package websocket, WebSocket-Node.
// install: npm install websocket
// roles: client server

const http = require("node:http");
const websocket = require("websocket");
const { Connection, pathOf, readInput, ready, role } = require("./harness.cjs");

function follow(socket, path) {
  const said = new Connection(path);
  socket.on("message", ({ utf8Data }) => said.obey(utf8Data, (...asked) => socket.close(...asked)));
  socket.on("error", () => {}); // what it found wrong, which is told
  socket.on("close", (code, reason) => said.told(code, reason));
  said.opened();
}

const { version } = require("websocket/package.json");
const start = (port) => ready("websocket-node", version, port);
if (role === "server") {
  const listener = http.createServer().listen(0, "127.0.0.1");
  const server = new websocket.server({ httpServer: listener });
  server.on("request", (request) => follow(request.accept(null, null), request.resource));
  listener.on("listening", () => start(listener.address().port));
} else {
  start();
}
readInput((url) => {
  const client = new websocket.client();
  client.on("connect", (socket) => follow(socket, pathOf(url)));
  client.on("connectFailed", (error) => new Connection(pathOf(url)).failed(error));
  client.connect(url);
});
