"""Tests of how child processes end, and that nothing of them is left."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from suite import process
from suite.process import Done, End, Ending, Limits, Stopper, proc, run

LIMITS = Limits(seconds=20)
# A process that leaves its group, as AFL++'s fork server does, holds our pipe and stays.
STRAY = "setsid sleep 300 &"


def shell(text: str, limits: Limits = LIMITS, stopper: Stopper | None = None) -> Done:
    return run(["sh", "-c", text], limits, stopper=stopper)


def sleepers(seconds: int) -> list[int]:
    """Processes `sleep SECONDS` of this test."""
    wanted = f"sleep\0{seconds}\0".encode()
    found = []
    for pid in proc.table():
        try:
            if Path(f"/proc/{pid}/cmdline").read_bytes() == wanted:
                found.append(pid)
        except OSError:
            pass
    return found


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


@pytest.mark.parametrize(
    "text, ending, words",
    [
        ("true", Ending.CLEAN, "clean"),
        ("exit 3", Ending.EXITED, "exited with 3"),
        ("exit 127", Ending.EXITED, "exited with 127"),
        ("kill -KILL $$", Ending.KILLED, "killed by SIGKILL"),
        ("kill -40 $$", Ending.KILLED, "killed by signal 40"),
    ],
)
def test_an_end_is_what_it_was(text: str, ending: Ending, words: str) -> None:
    end = shell(text).end
    assert (end.ending, str(end)) == (ending, words)


def test_both_outputs_are_kept_and_a_line_needs_no_end() -> None:
    lines: list[str] = []
    done = run(["sh", "-c", "echo one; echo two >&2; printf three"], LIMITS, on_line=lines.append)
    assert done.output == "one\ntwo\nthree"
    assert lines == ["one", "two", "three"]


def test_a_folder_an_environment_and_a_word_that_is_no_string(tmp_path: Path) -> None:
    (tmp_path / "tool").write_text("#!/bin/sh\necho $WHO $1 $(pwd)\n")
    (tmp_path / "tool").chmod(0o755)
    variables = {"PATH": os.environ["PATH"], "WHO": "me"}
    done = run([Path("./tool"), 7], LIMITS, environment=variables, folder=tmp_path)
    assert done.output == f"me 7 {tmp_path}\n"


def test_what_cannot_be_started_is_lost(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no program")
    (tmp_path / "broken").write_text("#!/no/interpreter")
    (tmp_path / "broken").chmod(0o755)
    for command, words in (
        ("no-such-tool", "lost: no-such-tool is missing"),
        (tmp_path / "nothing", f"lost: {tmp_path}/nothing: No such file or directory"),
        (tmp_path / "text", f"lost: {tmp_path}/text is no program"),
        (tmp_path, f"lost: {tmp_path} is no program"),
        (tmp_path / "broken", "lost: No such file or directory"),
    ):
        assert str(run([command], LIMITS).end) == words
    done = run(["true"], LIMITS, folder=tmp_path / "nowhere")
    assert str(done.end) == "lost: No such file or directory"


@pytest.mark.parametrize(
    "text", ["sleep 301", "trap '' TERM INT; sleep 301; sleep 301", "sleep 301 & sleep 301"]
)
def test_too_long_is_a_hang_and_nothing_is_left(text: str) -> None:
    start = time.monotonic()
    done = shell(f"echo began; {text}", Limits(seconds=0.5))
    assert (done.end.ending, done.output) == (Ending.HANG, "began\n")
    assert time.monotonic() - start < 5
    assert not sleepers(301)


@pytest.mark.parametrize("text", ["sleep 300 &", STRAY, f"({STRAY}) & sleep 0.1;"])
def test_what_outlives_its_parent_is_killed_and_does_not_hold_us_up(text: str) -> None:
    start = time.monotonic()
    done = shell(f"{text} echo said")
    assert (done.end.ending, done.output) == (Ending.CLEAN, "said\n")
    assert time.monotonic() - start < 5
    assert not sleepers(300)


def test_memory_is_that_of_the_whole_group() -> None:
    grow = f"{sys.executable} -c 'import time; x = bytes([1]) * (150 << 20); time.sleep(60)'"
    done = shell(f"{grow} & {grow} & wait", Limits(seconds=20, memory=220))
    assert done.end.ending == Ending.OUT_OF_MEMORY
    assert 220 <= done.end.peak_memory < 400
    assert done.end.seconds < 15


def test_of_a_flood_the_beginning_and_the_end_are_kept() -> None:
    done = shell("echo first; yes | head -c 3000000; echo last", Limits(20, output=1000))
    assert done.output.startswith("first\ny\n") and done.output.endswith("y\nlast\n")
    assert "\n[... 2999011 bytes of output left out ...]\n" in done.output
    assert len(done.output) == 1000 + len("\n[... 2999011 bytes of output left out ...]\n")


def test_a_flood_without_a_line_does_not_fill_our_memory() -> None:
    lines: list[str] = []
    done = run(["head", "-c", "50000000", "/dev/zero"], Limits(20, output=10), on_line=lines.append)
    assert done.end.ending == Ending.CLEAN
    assert [len(line) for line in lines] == [1 << 16]


def test_a_flood_that_never_ends_is_a_hang() -> None:
    assert shell("yes", Limits(seconds=0.5)).end.ending == Ending.HANG


def test_what_is_stopped_may_say_its_last_words() -> None:
    stopper = Stopper()
    threading.Timer(0.3, stopper.stop).start()
    done = shell("trap 'echo bye; exit 72' INT; while :; do sleep 0.1; done", stopper=stopper)
    assert (done.end.ending, done.end.status, done.output) == (Ending.STOPPED, 72, "bye\n")


def test_what_does_not_stop_is_killed_and_what_has_not_begun_does_not() -> None:
    stopper = Stopper(grace=0.3)
    threading.Timer(0.3, stopper.stop).start()
    done = shell("trap '' INT TERM; sleep 302; sleep 302", stopper=stopper)
    assert (done.end.ending, done.end.signal) == (Ending.STOPPED, signal.SIGKILL)
    assert not sleepers(302)
    assert run(["no-such-tool"], LIMITS, stopper=stopper).end == End(Ending.STOPPED)


def test_time_is_measured() -> None:
    used = process.cpu_seconds_of_children()
    busy = "import time\nwhile time.process_time() < 0.4: pass\ntime.sleep(0.2)"
    end = run([sys.executable, "-c", busy], LIMITS).end
    assert 0.4 <= end.cpu_seconds <= 0.7 and end.cpu_seconds + 0.1 < end.seconds
    assert process.cpu_seconds_of_children() - used >= end.cpu_seconds - 0.1


def test_a_listener_that_fails_leaves_nothing() -> None:
    def fail(line: str) -> None:
        raise ZeroDivisionError(line)

    with pytest.raises(ZeroDivisionError):
        run(["sh", "-c", "sleep 303 & echo; sleep 303"], LIMITS, on_line=fail)
    assert not sleepers(303)


PARENT = """
import sys, threading
from suite.process import Limits, run, temporary_folder
with temporary_folder() as folder:
    (folder / "file").touch()
    print(folder, flush=True)
    run(["sh", "-c", "%s"], Limits(60))
"""
GRANDCHILDREN = "sleep 304 & setsid sleep 304 & (setsid sleep 304 &) ; sleep 304"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_when_the_parent_is_killed_nothing_is_left(number: signal.Signals) -> None:
    package = str(Path(process.__file__).resolve().parent.parent.parent)
    with subprocess.Popen(
        [sys.executable, "-c", PARENT % GRANDCHILDREN],
        env={**os.environ, "PYTHONPATH": package},
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout
        folder = Path(parent.stdout.readline().rstrip())
        assert (folder / "file").exists()
        assert wait_for(lambda: len(sleepers(304)) == 4)
        parent.send_signal(number)
    assert wait_for(lambda: not sleepers(304) and not folder.exists())


def test_a_parent_that_is_a_child_itself_is_cleaned_up_after_too() -> None:
    """As a night runs a command of ours that runs others: its guard must live on for that."""
    text = (PARENT % "setsid env -i sleep 305 & sleep 305").replace('"', '\\"')
    package = str(Path(process.__file__).resolve().parent.parent.parent)
    variables = {**os.environ, "PYTHONPATH": package}
    done = run(["sh", "-c", f'{sys.executable} -c "{text}"'], Limits(2), environment=variables)
    folder = Path(done.output.splitlines()[0])
    assert done.end.ending == Ending.HANG
    assert wait_for(lambda: not folder.exists())
    for pid in sleepers(305):  # `env -i` has taken the marks off: one too much even for us
        os.kill(pid, signal.SIGKILL)


def test_a_temporary_folder_goes_when_it_is_not_needed() -> None:
    with process.temporary_folder() as folder:
        (folder / "a").mkdir()
        (folder / "a" / "b").touch()
    assert not folder.exists()
