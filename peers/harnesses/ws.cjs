// The npm package ws.
// install: npm install ws
// roles: client server

const { WebSocket, WebSocketServer } = require("ws");
const { Connection, pathOf, readInput, ready, role } = require("./harness.cjs");

function follow(socket, path) {
  const said = new Connection(path);
  socket.on("open", () => said.opened());
  socket.on("message", (data, isBinary) => {
    if (!isBinary) said.obey(data.toString(), (...asked) => socket.close(...asked));
  });
  socket.on("error", () => {}); // what it found wrong, which is told
  socket.addEventListener("close", ({ code, reason, wasClean }) => said.told(code, reason, wasClean));
  return said;
}

const { version } = require("ws/package.json");
const start = (port) => ready("ws", version, port, ["compression off"]);
if (role === "server") {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
  server.on("connection", (socket, request) => follow(socket, request.url).opened());
  server.on("listening", () => start(server.address().port));
} else {
  start();
}
readInput((url) => follow(new WebSocket(url, { perMessageDeflate: false }), pathOf(url)));
