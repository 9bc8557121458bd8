// The npm package ws as one endpoint of one connection. See README.md.
// install: npm install ws
// roles: client server

const { WebSocket, WebSocketServer } = require("ws");

const [role, port, action, code, reason] = process.argv.slice(2);

function act(connection) {
  connection.on("error", () => {}); // a reply to a bad close frame is what we are here for
  if (action === "reply") return;
  try {
    connection.close(...(code ? [Number(code), reason] : []));
  } catch (error) {
    console.log("refused: " + error.message);
    process.exit();
  }
}

if (role === "version") {
  console.log(require("ws/package.json").version);
} else if (role === "client") {
  const connection = new WebSocket(`ws://127.0.0.1:${port}/`);
  connection.on("open", () => act(connection));
} else {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  server.on("listening", () => console.log(server.address().port));
  server.on("connection", act);
}
