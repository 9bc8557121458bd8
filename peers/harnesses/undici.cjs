// The npm package undici, which is the WebSocket of Node.js itself.
// install: npm install undici
// roles: client

const { WebSocket } = require("undici");
const { Connection, pathOf, readInput, ready } = require("./harness.cjs");

function connect(url) {
  const said = new Connection(pathOf(url));
  const socket = new WebSocket(url);
  socket.onopen = () => said.opened();
  socket.onmessage = ({ data }) => said.obey(data, (...asked) => socket.close(...asked));
  socket.onclose = ({ code, reason, wasClean }) => said.told(code, reason, wasClean);
}

ready("undici", require("undici/package.json").version);
readInput(connect);
