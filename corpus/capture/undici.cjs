// The npm package undici (the WebSocket of Node.js itself) as one endpoint. See README.md.
// install: npm install undici
// roles: client

const { WebSocket } = require("undici");

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
  console.log(require("undici/package.json").version);
} else {
  const connection = new WebSocket(`ws://127.0.0.1:${port}/`);
  connection.addEventListener("open", () => act(connection));
}
