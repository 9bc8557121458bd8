// The npm package websocket (WebSocket-Node) as one endpoint of one connection. See README.md.
// install: npm install websocket
// roles: client server

const http = require("node:http");
const websocket = require("websocket");

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
  console.log(require("websocket/package.json").version);
} else if (role === "client") {
  const client = new websocket.client();
  client.on("connect", act);
  client.connect(`ws://127.0.0.1:${port}/`);
} else {
  const server = http.createServer();
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
  const acceptor = new websocket.server({ httpServer: server, autoAcceptConnections: true });
  acceptor.on("connect", act);
}
