"""A stand-in for the engine, for tests: a script that speaks as it does, and behaves as the peer is
called that it is asked to judge."""

import sys
from pathlib import Path

# A rule, and what the peer `beast` makes of it as a server.
SCRIPT = r"""#!/usr/bin/python3
import json, os, signal, sys, time

words = sys.argv[1:]
def option(name, default=""):
    return words[words.index(name) + 1] if name in words else default

def say(event, **more):
    print(json.dumps({"event": event, **more}), flush=True)

PEERS = ["closeframe", "beast", "wslay"]
ROLES = ["server", "client"]
if "--list" in words:
    for name in PEERS:
        for role in ROLES:
            say("peer", name=name, version="1", language="C++", runtime="", role=role,
                way="in process", changed=[])
    sys.exit()

role = option("--role")
name = option("--peer") or option("--harness") or ("url" if "--url" in words else "listen")
told = sys.argv[0] + ".behaves"
behaves = open(told).read().split() if os.path.exists(told) else []
does = dict(each.split("=") for each in behaves).get(name, "")
version = does[1:] if does.startswith("v") else "1"

if "--input" in words:
    print("replayed", option("--input"), "as a", role, "by", name)
    sys.exit()

say("peer", name=name, version=version, language="C++", runtime="", role=role,
    way="in process", changed=["compression off"])
say("progress", stage="random", done=1, of=3)
if does == "hangs":
    time.sleep(600)
if does == "waits":
    open(sys.argv[0] + ".began", "a").write(f"{os.getpid()}\n")
    time.sleep(600)
if does == "dies":
    os.kill(os.getpid(), signal.SIGSEGV)
if does == "floods":
    while True:
        print("x" * 80)
if does == "garbage":
    print('{"event": "rule", "rule": 7')
    print('{"event": "no such thing"}')
    print("\x00\xff not json at all")
if does == "quits":
    print("no rule of props is called so")
    sys.exit(2)
if does == "nostart":
    say("trouble", kind="no start", said="java is missing")
    say("done", runs=0)
    sys.exit()
if does == "leaks":
    say("trouble", kind="leak", said="it keeps a connection that has ended")
if does == "varies":
    say("chance", said="rejects_half_a_code: one dialogue has two verdicts, 80")

hostile = "<script>alert(1)</script>\" ' & \0\x1b[31m \u202e | `x` ]]> {{ 7 * 7 }}"
breaks = does in ("breaks", "hostile")
breaks = breaks or name == "beast" and role == "server" and does != "mended"
text = hostile if does == "hostile" else "02"
say("rule", rule="rejects_half_a_code", level="must", clause="RFC 6455 §5.5.1",
    sentence="the first two bytes of the body MUST be a 2-byte unsigned integer",
    claim="a close frame with a body of one byte is rejected",
    verdict="violates" if breaks else "holds", judged=812, excused=2188)
if breaks:
    say("counterexample", rule="rejects_half_a_code", kind="a body of one byte",
        verdict="violates", input="8003880102",
        story=["a server", f"arrives a close with the body {text}"],
        expected="a close with 1002", happened="a close without a code")
say("rule", rule="one_close_at_most", level="consistent", clause="", sentence="it closes once",
    claim="at most one close is sent", verdict="hangs" if does == "stuck" else "holds",
    judged=9, excused=0)
say("rule", rule="clean_means_clean", level="consistent", clause="", sentence="",
    claim="what was told clean was clean", verdict="not applicable", judged=0, excused=9)
say("choice", choice="answer_to_bad_utf8", question="what bad UTF-8 is answered with",
    answers=["closes with 1002" if name == "beast" else "closes with 1007"])
for i in range(4):
    usual = hostile if does == "hostile" else "closes with 1000"
    say("outcome", input=f"80{i:02x}", name=f"dialogue {i}",
        outcome="closes with 1002" if name == "beast" and i < 2 else usual)
say("done", runs=12345)
"""


def build_stand_in(folder: Path) -> Path:
    """Lays out `folder` as a build folder with the engine in it; returns the engine."""
    path = folder / "peers" / "conformance_engine"
    path.parent.mkdir(parents=True)
    path.write_text(SCRIPT.replace("/usr/bin/python3", sys.executable))
    path.chmod(0o755)
    return path


def behave(engine: Path, **peers: str) -> None:
    """What each peer does from now on; those that are not named behave well, but for beast."""
    words = " ".join(f"{peer}={does}" for peer, does in peers.items())
    engine.with_name(f"{engine.name}.behaves").write_text(words)
