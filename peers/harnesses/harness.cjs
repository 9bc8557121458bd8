// What the harnesses in JavaScript share: the lines they print, and those they read. See README.md.

const readline = require("node:readline");

function say(event, fields) {
  process.stdout.write(JSON.stringify({ event, ...fields }) + "\n");
}

function ready(implementation, version, port, changed = []) {
  const runtime = "Node.js " + process.versions.node;
  say("ready", { implementation, version, language: "JavaScript", runtime, port, changed });
}

// What a message asks for: [], [code] or [code, reason]; null where it asks for nothing.
function wish(message) {
  const found = /^close(?: (\d{1,5})(?: ((?:[0-9A-Fa-f]{2})+))?)?$/.exec(message);
  return found && found.slice(1).filter(Boolean).map((word, i) => (i ? textOf(word) : Number(word)));
}

function textOf(hex) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(hex, "hex"));
  } catch {
    throw new Error("cannot be expressed");
  }
}

const open = new Set();

// What is said of one connection, by its path.
class Connection {
  constructor(path) {
    this.connection = path.replace(/^\//, "");
  }

  opened() {
    this.wasOpen = true;
    open.add(this);
    this.say("open");
  }

  say(event, fields) {
    say(event, { connection: this.connection, ...fields });
  }

  told(code, reason, clean) {
    open.delete(this);
    if (!this.wasOpen) return this.failed(new Error("it never was open"));
    if (reason !== undefined) reason = Buffer.from(reason).toString("hex");
    this.say("told", { code, reason, clean });
  }

  failed(error) {
    this.say("failed", { why: String(error?.message ?? error) });
  }

  // Calls the implementation's close where the message asks for it.
  obey(message, close) {
    try {
      const asked = typeof message === "string" ? wish(message) : null;
      if (!asked) return;
      close(...asked);
      this.say("asked");
    } catch (error) {
      this.say("refused", { why: error.message });
    }
  }
}

const pathOf = (url) => new URL(url).pathname;

// Calls connect(url) for each line. The end of standard input ends the process, whatever its
// connections do. An exception that nobody caught would have ended it, and all of them.
function readInput(connect, end = () => process.exit()) {
  process.on("uncaughtException", (error) => {
    console.error(error);
    for (const connection of open) connection.failed(error);
  });
  const lines = readline.createInterface({ input: process.stdin });
  lines.on("line", (line) => connect(JSON.parse(line).url));
  lines.on("close", end);
}

module.exports = { Connection, pathOf, readInput, ready, say, role: process.argv[2] };
