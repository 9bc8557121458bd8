import os
import sys
import time
from pathlib import Path

import pytest

from suite.peers import running
from suite.peers.running import Running, last_error


def start(code: str) -> Running:
    return Running([sys.executable, "-u", "-c", code], "client")


def test_what_it_prints_is_found_by_connection() -> None:
    each = start(
        """print('{"event": "open", "connection": "1"}\\n{"event": "open", "connection": "2"}')
print('garbage')"""
    )
    assert each.wait_for("open", connection="2", timeout=10) == {"event": "open", "connection": "2"}
    assert each.wait_for("told", connection="2", timeout=10) is None
    assert each.said_of("1") == [{"event": "open", "connection": "1"}]
    assert each.lines[-1] == {"event": "garbage\n"}
    assert each.stop() == 0


def test_the_end_of_its_input_ends_it() -> None:
    assert start("import sys; sys.stdin.read(); sys.exit(5)").stop() == 5


def test_what_goes_on_all_the_same_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "END_TIMEOUT", 0.1)
    assert start("import time; time.sleep(60)").stop() == -9


def test_nothing_that_it_started_is_left(tmp_path: Path) -> None:
    quiet = f"open({os.devnull!r})"
    code = f"import subprocess; print(subprocess.Popen(['sleep', '60'], stdout={quiet}).pid)"
    each = start(code)
    each.wait_for("", timeout=10)
    child = int(each.lines[0]["event"])
    assert each.stop() == 0
    deadline = time.monotonic() + 10
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        if "State:\tZ" in Path(f"/proc/{child}/status").read_text():
            break  # somebody else's to wait for
        time.sleep(0.01)
    else:
        assert not Path(f"/proc/{child}").exists()


def test_the_line_that_names_an_error_says_most() -> None:
    assert last_error("a\nValueError: b\n  c\n") == "ValueError: b"
    assert last_error("a\n\n b \n") == "b"
    assert last_error("") == ""
