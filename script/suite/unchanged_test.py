import sys
from pathlib import Path

from suite.unchanged import run_unless_unchanged


def test_it_runs_again_only_once_something_has_changed_or_it_failed(tmp_path: Path) -> None:
    stamp, ran = tmp_path / "stamp", tmp_path / "ran"
    status = tmp_path / "status"
    code = f"open({str(ran)!r}, 'a').write('.'); exit(int(open({str(status)!r}).read()))"
    command = [sys.executable, "-c", code]

    def run(says: int, sources: str, more: list[str] = []) -> tuple[int, int]:
        status.write_text(str(says))
        result = run_unless_unchanged(stamp, [*command, *more], sources)
        return result, len(ran.read_text())

    assert run(0, "one") == (0, 1)
    assert run(1, "one") == (0, 1)  # unchanged: it is not run
    assert run(1, "two") == (1, 2)
    assert run(1, "two") == (1, 3)  # it has failed
    assert run(0, "one") == (0, 4)  # what passed before it failed is forgotten
    assert run(0, "one", ["another call"]) == (0, 5)
