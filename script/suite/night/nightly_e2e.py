"""script/nightly and script/repro as somebody calls them: over the codec with a planted bug, over
the codec as it is, and called wrongly.

Run by the CTest suite.nightly, which sets CLOSEFRAME_BUILD to a build that has mutants/'s canary.
"""

import contextlib
import os
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from suite.engine.inputs import content_name
from suite.project import BUILT_VARIABLE, ROOT
from suite.state.record import Life, Night, Verdict

BUILD = Path(os.environ[BUILT_VARIABLE])
NIGHTLY, REPRO = str(ROOT / "script" / "nightly"), str(ROOT / "script" / "repro")
TARGET = "body_fuzzer"
MARK = "CLOSEFRAME_TEST"  # by which all that a night has started is known
# Of each program of a night, the one with the planted bug.
PLANTED = {
    f"fuzz/{TARGET}": f"mutants/{TARGET}_canary",
    f"fuzz/{TARGET}.dict": f"fuzz/{TARGET}.dict",
    "fuzz/explain": "mutants/explain_canary",
    "props/props": "mutants/props_canary",
}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build folder in which everything has the planted bug: code 1005 is accepted."""
    folder = tmp_path_factory.mktemp("planted")
    for name, program in PLANTED.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).symlink_to(BUILD / program)
    return folder


def call(folder: Path, build: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, BUILT_VARIABLE: str(build)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )


def start(folder: Path, build: Path, *command: str) -> subprocess.Popen[str]:
    """Nothing that it starts may leave anything in its TMPDIR, folder/tmp."""
    (folder / "tmp").mkdir(exist_ok=True)
    variables = {BUILT_VARIABLE: str(build), "TMPDIR": str(folder / "tmp"), MARK: str(folder)}
    return subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def records_in(state: Path) -> list[Night]:
    """The oldest first."""
    return [Night.parse_file(path) for path in sorted(state.glob("nights/*/record.json"))]


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def is_fuzzing(state: Path) -> bool:
    return bool(list(state.glob(f"scratch/*/{TARGET}/0/artifacts")))


def processes_of(folder: Path) -> list[int]:
    """All that carry the mark of what was started there."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if f"{MARK}={folder}".encode() in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
    return found


def is_clean(folder: Path) -> bool:
    """Whether nothing that is temporary is left."""
    left = [*folder.glob("tmp/*"), *folder.glob("*/scratch/*"), *processes_of(folder)]
    return left == []


# ---- Nights that come to their end --------------------------------------------------------------


def test_a_planted_bug_is_found_kept_explained_and_reproduced(
    tmp_path: Path, planted: Path
) -> None:
    night = call(tmp_path, planted, NIGHTLY, "--time", "10s", "--state", "state", TARGET)
    assert night.returncode == 1, night.stdout + night.stderr
    (record,) = records_in(tmp_path / "state")
    assert record.verdict == Verdict.FINDINGS and not record.incomplete
    assert sum(run.failed for run in record.props) > 0
    properties = [finding for finding in record.findings if finding.kind == "property"]
    assert properties
    # Whatever else breaks once, under load, is told as flaky, and accuses nobody.
    assert all(each.is_flaky for each in record.findings if each not in properties), night.stdout
    for finding in properties:
        path = tmp_path / "state" / finding.path
        assert finding.life == Life.NEW and not finding.is_flaky
        assert f"{finding.signature} in {TARGET}" in night.stdout
        # Explained in words, and by few bytes: a seed with this bug has up to 125.
        assert f"BROKEN     {finding.signature}: " in finding.meaning
        assert finding.size == path.stat().st_size <= 16

    again = re.findall(r"^  again +(\S*script/repro .*findings.*)$", night.stdout, re.M)
    assert len(again) == len(record.findings)
    signatures = [f"/{finding.signature}/" for finding in properties]
    for command in [each for each in again if any(name in each for name in signatures)]:
        repro = call(tmp_path, planted, *shlex.split(command))
        assert repro.returncode == 1, repro.stdout + repro.stderr
        fixed = call(tmp_path, BUILD, *shlex.split(command))
        assert fixed.returncode == 0, fixed.stdout + fixed.stderr

    night = call(tmp_path, BUILD, NIGHTLY, "--time", "10s", "--state", "state", TARGET)
    assert night.returncode == 0, night.stdout + night.stderr
    assert {each.life for each in records_in(tmp_path / "state")[-1].findings} == {Life.GONE}


def test_the_codec_as_it_is_gives_a_report_and_no_finding(tmp_path: Path) -> None:
    state = tmp_path / 'state of "it\'s"'
    odd = state / "corpus" / TARGET / "new\nline"
    odd.parent.mkdir(parents=True)
    odd.write_bytes(b"\x03\xe8")
    (state / "corpus" / TARGET / "folder").mkdir()
    with start(tmp_path, BUILD, NIGHTLY, "--time", "10s", "--state", str(state), TARGET) as night:
        said = night.communicate(timeout=120)[0]
    assert night.returncode == 0, said
    (record,) = records_in(state)
    assert record.verdict == Verdict.CLEAN and not record.findings and not record.incomplete
    (target,) = record.targets
    assert target.executions > 10_000 and target.samples
    assert 0 < target.edges <= target.edges_total and target.features_seen_once
    kept = [path.name for path in (state / "corpus" / TARGET).iterdir()]
    assert target.corpus_after == len(kept) and not any("minimised" in w for w in record.warnings)
    assert all(re.fullmatch("[0-9a-f]{40}", name) for name in kept)
    assert content_name(b"\x03\xe8") not in kept  # a seed has it: merged, whatever the path
    assert (state / "foreign" / f"corpus-{TARGET}-folder").is_dir()
    assert [phase.name for phase in record.phases][:3] == ["props", "fuzz", "merge"]
    assert (state / "report" / "index.html").exists()
    assert is_clean(tmp_path)


# ---- Nights that do not -------------------------------------------------------------------------


def test_an_interrupted_night_tells_what_it_has_found(tmp_path: Path, planted: Path) -> None:
    findings = tmp_path / "state" / "findings" / TARGET
    with start(tmp_path, planted, NIGHTLY, "--time", "10m", "--state", "state", TARGET) as night:
        assert wait_for(lambda: bool(list(findings.glob("*/finding.json"))))
        night.send_signal(signal.SIGINT)
        said = night.communicate(timeout=60)[0]
    assert night.returncode == 1, said
    (record,) = records_in(tmp_path / "state")
    assert record.verdict == Verdict.FINDINGS
    assert record.incomplete[0].startswith("interrupted by SIGINT after ")
    found = f"\nnew {record.findings[0].signature} in "
    assert said.index("\nincomplete interrupted by SIGINT") < said.index(found)
    assert is_clean(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_night_that_is_ended_early_is_never_green(tmp_path: Path, number: signal.Signals) -> None:
    with start(tmp_path, BUILD, NIGHTLY, "--time", "10m", "--state", "state", TARGET) as night:
        assert wait_for(lambda: bool(records_in(tmp_path / "state")))
        time.sleep(0.5)
        night.send_signal(number)
        said = night.communicate(timeout=60)[0]
    assert night.returncode == 3, said
    (record,) = records_in(tmp_path / "state")
    assert record.verdict == Verdict.INCOMPLETE
    assert record.incomplete[0].startswith(f"interrupted by {number.name} after ")
    assert is_clean(tmp_path)


def test_a_night_that_was_killed_is_told_by_the_next_which_takes_in_what_it_had(
    tmp_path: Path,
) -> None:
    state = tmp_path / "state"
    with start(tmp_path, BUILD, NIGHTLY, "--time", "40s", "--state", "state", TARGET) as night:
        assert wait_for(lambda: is_fuzzing(state))
        assert wait_for(lambda: len(list(state.glob(f"scratch/*/{TARGET}/new/*"))) > 3)
        night.kill()
    assert wait_for(lambda: not processes_of(tmp_path), 10)
    (record,) = records_in(state)
    assert record.verdict == Verdict.RUNNING
    (crash,) = [path / "crash-1" for path in state.glob(f"scratch/*/{TARGET}/0/artifacts")]
    crash.write_bytes(b"not one that crashes")
    new = list(state.glob(f"scratch/*/{TARGET}/new/*"))
    for path in [path for path in new if path.name != content_name(path.read_bytes())]:
        path.unlink()  # which the engine was at writing
        new.remove(path)

    command = [NIGHTLY, "--time", "10s", "--state", "state", TARGET]
    with start(tmp_path, BUILD, *command) as second:
        said = second.communicate(timeout=120)[0]
    assert second.returncode == 0, said
    lost, after = records_in(state)
    assert lost.verdict == Verdict.LOST and after.verdict == Verdict.CLEAN
    assert lost.incomplete[0] in after.warnings and "was killed" in said
    assert f"{len(new)} new inputs, 1 on which an engine had ended" in said
    assert after.targets[0].corpus_before == len(new)
    assert is_clean(tmp_path)


def test_a_folder_that_is_used_is_left_alone(tmp_path: Path) -> None:
    command = [NIGHTLY, "--time", "10m", "--state", "state", TARGET]
    with start(tmp_path, BUILD, *command) as night:
        assert wait_for(lambda: bool(records_in(tmp_path / "state")))
        other = call(tmp_path, BUILD, *command)
        night.send_signal(signal.SIGTERM)
        night.communicate(timeout=60)
    assert other.returncode == 2
    assert f"another night (process {night.pid} on " in other.stderr
    assert len(records_in(tmp_path / "state")) == 1


# ---- Calls that are wrong -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "command, words",
    [
        ([NIGHTLY, "--time", "5x"], "'5x' is not a time"),
        ([NIGHTLY, "--time", "1s"], "at least 10s"),
        ([NIGHTLY, "no_fuzzer"], "there is no target 'no_fuzzer'"),
        ([NIGHTLY, "--checks", "nought"], "there is no check 'nought'"),
        ([NIGHTLY, "--jobs", "0"], "--jobs must be at least 1"),
        ([NIGHTLY, "--state", "/dev/null/state"], "cannot write to the state folder"),
        ([NIGHTLY, "--quickly"], "unrecognized arguments: --quickly"),
        (
            [NIGHTLY, "--state", "state", TARGET],
            "No such file or directory",
        ),  # of the programs of this test's folder
    ],
)
def test_a_wrong_call_ends_with_2_after_one_line(
    tmp_path: Path, command: list[str], words: str
) -> None:
    done = call(tmp_path, tmp_path, *command)
    assert done.returncode == 2, done.stdout + done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"script/{Path(command[0]).name}: ") and words in line
