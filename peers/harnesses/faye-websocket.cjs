// The npm package faye-websocket.
// install: npm install faye-websocket
// roles: client server

const http = require("node:http");
const WebSocket = require("faye-websocket");
const { Connection, pathOf, readInput, ready, role } = require("./harness.cjs");

function follow(socket, path) {
  const said = new Connection(path);
  socket.on("open", () => said.opened());
  socket.on("message", ({ data }) => said.obey(data, (...asked) => socket.close(...asked)));
  socket.on("close", ({ code, reason }) => said.told(code, reason));
}

const { version } = require("faye-websocket/package.json");
const start = (port) => ready("faye-websocket", version, port);
if (role === "server") {
  const server = http.createServer().listen(0, "127.0.0.1");
  server.on("upgrade", (request, socket, head) => {
    follow(new WebSocket(request, socket, head), request.url);
  });
  server.on("listening", () => start(server.address().port));
} else {
  start();
}
readInput((url) => follow(new WebSocket.Client(url), pathOf(url)));
