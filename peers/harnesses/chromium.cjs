// Chromium without a window: a page of it opens the connections. It is steered over the pipe of its
// developer tools, and ends when that does. It offers to compress, which nobody need accept.
// install: apt-get install nodejs chromium
// roles: client

const { spawn } = require("node:child_process");
const { readInput, say } = require("./harness.cjs");

const flags = ["--headless", "--remote-debugging-pipe", "--no-proxy-server", "--no-first-run"];
if (process.getuid() === 0) flags.push("--no-sandbox"); // root has none
// Also where this process is killed, Chromium ends with its pipe, and its profile is removed.
const command = 'profile=$(mktemp -d); chromium --user-data-dir="$profile" "$@"; rm -rf "$profile"';
const stdio = ["ignore", "ignore", "ignore", "pipe", "pipe"];
const chromium = spawn("sh", ["-c", command, "sh", ...flags], { stdio, detached: true });
const [toChromium, fromChromium] = [chromium.stdio[3], chromium.stdio[4]];

// Runs in the page, which knows `report`.
function connect(url) {
  const connection = new URL(url).pathname.slice(1);
  const tell = (event, fields) => report(JSON.stringify({ event, connection, ...fields }));
  const bytesOf = (hex) => new Uint8Array(hex.match(/../g).map((byte) => parseInt(byte, 16)));
  const textOf = (hex) => {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytesOf(hex));
    } catch {
      throw new Error("cannot be expressed");
    }
  };
  let isOpen = false;
  const socket = new WebSocket(url);
  socket.onopen = () => {
    isOpen = true;
    tell("open");
  };
  socket.onmessage = ({ data }) => {
    const wish = /^close(?: (\d+)(?: ((?:[0-9A-Fa-f]{2})+))?)?$/.exec(data);
    if (!wish) return;
    try {
      if (wish[2]) socket.close(Number(wish[1]), textOf(wish[2]));
      else if (wish[1]) socket.close(Number(wish[1]));
      else socket.close();
      tell("asked");
    } catch (error) {
      tell("refused", { why: error.message });
    }
  };
  socket.onclose = ({ code, reason, wasClean: clean }) => {
    if (!isOpen) return tell("failed", { why: "it never opened" });
    const bytes = Array.from(new TextEncoder().encode(reason));
    tell("told", { code, reason: bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(""), clean });
  };
}

let last = 0;
const answered = new Map();
function call(method, params = {}, sessionId = undefined) {
  toChromium.write(JSON.stringify({ id: ++last, method, params, sessionId }) + "\0");
  return new Promise((resolve) => answered.set(last, resolve));
}

let unread = "";
fromChromium.setEncoding("utf8").on("data", (part) => {
  const messages = (unread + part).split("\0");
  unread = messages.pop();
  for (const { id, result, method, params } of messages.map((each) => JSON.parse(each))) {
    if (method === "Runtime.bindingCalled") process.stdout.write(params.payload + "\n");
    answered.get(id)?.(result);
    answered.delete(id);
  }
});

chromium.on("exit", () => process.exit(isEnding ? 0 : 1));

let isEnding = false;
function end() {
  isEnding = true;
  call("Browser.close");
}

async function main() {
  const { product } = await call("Browser.getVersion");
  const { targetId } = await call("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await call("Target.attachToTarget", { targetId, flatten: true });
  const evaluate = (expression) => call("Runtime.evaluate", { expression }, sessionId);
  await call("Runtime.enable", {}, sessionId);
  await call("Runtime.addBinding", { name: "report" }, sessionId);
  await evaluate(connect.toString());
  const version = product.replace(/^.*\//, "");
  say("ready", { implementation: "chromium", version, language: "C++", runtime: "", changed: [] });
  readInput((url) => evaluate(`connect(${JSON.stringify(url)})`), end);
}

main();
