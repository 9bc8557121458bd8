// The npm package faye-websocket as one endpoint of one connection. See README.md.
// install: npm install faye-websocket
// roles: client server

const http = require("node:http");
const WebSocket = require("faye-websocket");

const [role, port, action, code, reason] = process.argv.slice(2);

function act(connection) {
  if (action === "reply") return;
  try {
    connection.close(...(code ? [Number(code), reason] : []));
  } catch (error) {
    console.log("refused: " + error.message);
    process.exit();
  }
}

if (role === "version") {
  console.log(require("faye-websocket/package.json").version);
} else if (role === "client") {
  const connection = new WebSocket.Client(`ws://127.0.0.1:${port}/`);
  connection.on("open", () => act(connection));
} else {
  const server = http.createServer();
  server.on("upgrade", (request, socket, head) => {
    const connection = new WebSocket(request, socket, head);
    connection.on("open", () => act(connection));
  });
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
}
