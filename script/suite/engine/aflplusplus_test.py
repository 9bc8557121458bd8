"""Tests of how AFL++ is called, and of what is read of what it leaves behind."""

from pathlib import Path

from suite.engine import aflplusplus

TOOLS, PROGRAM = Path("/out"), Path("/out/body_fuzzer")


def test_what_comes_after_two_dashes_is_the_target() -> None:
    fuzz = aflplusplus.fuzz(
        TOOLS, PROGRAM, Path("/in"), Path("/found"), dictionary=Path("/out/d"), seconds=9
    )
    show = aflplusplus.show_map(TOOLS, PROGRAM, Path("/in"), Path("/map"))
    assert (fuzz[0], show[0]) == ("/out/afl-fuzz", "/out/afl-showmap")
    assert fuzz[-2:] == show[-2:] == ["--", "/out/body_fuzzer"]
    assert fuzz[fuzz.index("-V") + 1] == "9"


def test_what_a_run_leaves_behind(tmp_path: Path) -> None:
    assert aflplusplus.execution_count(tmp_path) is None
    crashes = tmp_path / "default" / "crashes"
    crashes.mkdir(parents=True)
    (tmp_path / "default" / "fuzzer_stats").write_text(
        "start_time        : 1700000000\nexecs_done        : 123456\nexecs_per_sec     : 4115.20\n"
    )
    for name in ("README.txt", "id:000001,sig:06", "id:000000,sig:06"):
        (crashes / name).touch()
    assert aflplusplus.execution_count(tmp_path) == 123456
    assert [path.name for path in aflplusplus.crashes(tmp_path)] == [
        "id:000000,sig:06",
        "id:000001,sig:06",
    ]
