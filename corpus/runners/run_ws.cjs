#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Asks ws every test that makes sense for a whole connection: run_ws.cjs VECTORS.JSON
//
// Exit status: 0 it breaks no must, 1 it breaks one, 2 the call or the machine is at fault.

const { readFileSync } = require("fs");

const SENDERS = { frame_from_client: "client", frame_from_server: "server", body: "server" };

/** The bytes that arrive. A body is put into a frame, not masked. */
function frameOf(test, decodes) {
  const data = Buffer.from(test.input, "hex");
  if (decodes !== "body") return data;
  const size = data.length;
  const header = size < 126 ? [0x88, size] : [0x88, 126, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from(header), data]);
}

/** The verdict and, of an accepted close, its code and reason. */
async function answerOf(receiver, frame, chunkSize) {
  let answer;
  receiver.on("error", () => (answer ??= ["rejected", null, null]));
  receiver.on("conclude", (code, reason) => {
    answer ??= ["accepted", code === 1005 ? null : code, reason.toString()];
  });
  for (let start = 0; start < frame.length && !answer; start += chunkSize) {
    receiver.write(frame.subarray(start, start + chunkSize));
    await new Promise(setImmediate); // an error is told after the write
  }
  return answer ?? ["incomplete", null, null];
}

async function main(path) {
  const { Receiver } = require("ws");
  const count = { asked: 0, must: 0, policy: 0 };
  for (const { decodes, tests } of JSON.parse(readFileSync(path, "utf-8")).groups) {
    for (const test of tests) {
      if (!SENDERS[decodes] || test.decoder_only) continue;
      count.asked += 1;
      const receiver = new Receiver({ isServer: SENDERS[decodes] === "client" });
      const frame = frameOf(test, decodes);
      const chunkSize = test.chunk_size || frame.length;
      const answer = JSON.stringify(await answerOf(receiver, frame, chunkSize));
      const expected = JSON.stringify([test.verdict, test.code, test.reason]);
      if (answer === expected) continue;
      count[test.level] += 1;
      const line = `${test.level} ${decodes}/${test.name}: ${answer}, expected ${expected} by`;
      console.log(`${line} ${test.rule}. ${test.comment}`);
    }
  }
  const result = `${count.must} broken, ${count.policy} otherwise by policy`;
  console.log(`ws ${require("ws/package.json").version}: of ${count.asked} tests ${result}`);
  return count.must ? 1 : 0;
}

main(process.argv[2]).then(
  (status) => (process.exitCode = status),
  (error) => {
    console.error(`run_ws.cjs VECTORS.JSON: ${error.message.split("\n")[0]}`);
    process.exitCode = 2;
  },
);
