"""Tests of the call of script/fuzz and of its verdict; fuzz_e2e.py runs it whole."""

import dataclasses
from pathlib import Path

import pytest

from suite.command import Fault
from suite.night import fuzz
from suite.night.fuzz import parse_arguments
from suite.night.session import Session
from suite.process import End, Ending
from suite.project import BUILT_VARIABLE, ROOT, read_manifest
from suite.state.folder import open_state

STARTED = "#4\tINITED cov: 5 ft: 6 corp: 1/1b exec/s: 0 rss: 30Mb"


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(read_manifest()["body_fuzzer"], tmp_path)


def said(session: Session, *lines: str) -> None:
    for line in lines:
        session.read(line)


def ended(ending: Ending, **more: int) -> End:
    return dataclasses.replace(End(ending), **more)


# ---- The call -----------------------------------------------------------------------------------


def test_flags_come_after_two_dashes_and_options_before() -> None:
    options = parse_arguments(["body_fuzzer", "--keep", "--", "-runs=1", "--", "-seed=2"])
    assert options.target.name == "body_fuzzer" and options.keep
    assert options.flags == ["-runs=1", "--", "-seed=2"]
    assert options.out == ROOT / "fuzzed/body_fuzzer"


@pytest.mark.parametrize(
    "words, why",
    [
        ([], "required: TARGET"),
        (["no_fuzzer"], "there is no target 'no_fuzzer'"),
        (["body_fuzzer", "-runs=1"], "unrecognized arguments: -runs=1"),
        (["body_fuzzer", "--", "folder"], "not 'folder'"),
        (["body_fuzzer", "--sanitizer", "thread"], "invalid choice: 'thread'"),
    ],
)
def test_a_wrong_call_is_a_fault(words: list[str], why: str) -> None:
    with pytest.raises(Fault, match=why):
        parse_arguments(words)


def test_each_sanitizer_has_a_preset() -> None:
    presets = (ROOT / "CMakePresets.json").read_text()
    for preset in fuzz.PRESETS.values():
        assert f'"configurePreset": "{preset}"' in presets


# ---- The verdict --------------------------------------------------------------------------------


def test_an_engine_that_ends_by_itself_has_found_nothing(session: Session) -> None:
    said(session, STARTED)
    assert session.verdict(ended(Ending.CLEAN)) == (0, "nothing found: 4 executions")


def test_one_that_was_stopped_says_so(session: Session) -> None:
    status, words = session.verdict(ended(Ending.STOPPED))
    assert status == 3 and words.startswith("ended early: ")


def test_what_broke_is_found_though_somebody_stopped_it(session: Session) -> None:
    (session.broken / "crash-1").write_bytes(b"")
    assert session.verdict(ended(Ending.STOPPED))[0] == 1


def test_what_an_earlier_run_found_is_not_found_again(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "crash-1").write_bytes(b"")
    session = Session(read_manifest()["body_fuzzer"], tmp_path)
    assert session.verdict(ended(Ending.CLEAN))[0] == 0


def test_a_flag_may_have_the_engine_put_it_elsewhere(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "mine"
    path.write_bytes(b"")
    said(session, f"artifact_prefix='{tmp_path}/'; Test unit written to {path}")
    assert session.left(slow=False) == [path]


def test_a_slow_input_is_told_and_is_no_finding(session: Session) -> None:
    (session.broken / "slow-unit-1").write_bytes(b"")
    assert session.verdict(ended(Ending.CLEAN))[0] == 0
    assert [path.name for path in session.left(slow=True)] == ["slow-unit-1"]


@pytest.mark.parametrize(
    "ending, more", [(Ending.KILLED, {"signal": 9}), (Ending.EXITED, {"status": 3})]
)
def test_an_end_without_an_input_is_found_too(
    session: Session, ending: Ending, more: dict[str, int]
) -> None:
    said(session, STARTED)
    status, words = session.verdict(ended(ending, **more))
    assert status == 1 and "is not known" in words


def test_the_last_input_is_kept_where_the_engine_could_not(session: Session) -> None:
    said(session, STARTED)
    session.last_input.write_bytes(b"body_fuzzer Body 00000002\nabc")
    end = ended(Ending.KILLED, signal=9)
    session.keep_last_input(end)
    (kept,) = session.left(slow=False)
    assert kept.read_bytes() == b"ab" and kept.name.startswith("killed-")
    assert not session.last_input.exists()
    assert session.verdict(end)[1] == "found: killed by SIGKILL, after 4 executions"


@pytest.mark.parametrize("ending", [Ending.CLEAN, Ending.STOPPED])
def test_the_last_input_of_a_good_end_broke_nothing(session: Session, ending: Ending) -> None:
    said(session, STARTED)
    session.last_input.write_bytes(b"body_fuzzer Body 00000002\nab")
    session.keep_last_input(ended(ending))
    assert session.left(slow=False) == [] and not session.last_input.exists()


def test_a_seed_at_which_the_target_exits_with_1_is_no_fault_of_the_call(session: Session) -> None:
    session.last_input.write_bytes(b"body_fuzzer Body 00000002\nab")
    end = ended(Ending.EXITED, status=1)
    session.keep_last_input(end)
    assert session.verdict(end) == (1, "found: exited with 1, after 0 executions")


@pytest.mark.parametrize("last", ["Done 4 runs in 1 second(s)", "INFO: exiting: 0 time: 6s"])
def test_a_status_of_0_is_the_engines_only_with_its_last_words(session: Session, last: str) -> None:
    said(session, STARTED)
    clean = ended(Ending.CLEAN, status=0)
    assert session.end_of(clean) == ended(Ending.EXITED, status=0)
    assert session.verdict(session.end_of(clean))[0] == 1
    said(session, last)
    assert session.end_of(clean) == clean


def test_a_seed_that_kills_it_is_found(session: Session) -> None:
    status, words = session.verdict(ended(Ending.KILLED, signal=9))
    assert status == 1 and words.startswith("found: killed by SIGKILL")


def test_an_engine_that_never_began_is_a_fault(session: Session) -> None:
    said(session, "ParseDictionaryFile: file does not exist or is empty")
    with pytest.raises(Fault, match="body_fuzzer cannot fuzz, exited with 1: ParseDictionary"):
        session.verdict(ended(Ending.EXITED, status=1))


def test_a_flag_that_there_is_not_ends_it_and_is_a_fault(session: Session) -> None:
    said(session, "WARNING: unrecognized flag '-no=1'; use -help=1 to list all flags")
    assert session.stopper.stopped.is_set()
    with pytest.raises(Fault, match="libFuzzer has no flag '-no=1'"):
        session.verdict(ended(Ending.STOPPED))


def test_it_is_run_again_under_the_same_sanitizer(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BUILT_VARIABLE, "/built")
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "it's"
    assert session.again(path) == f"{ROOT}/script/repro --target body_fuzzer " + """'it'"'"'s'"""
    other = Session(dataclasses.replace(session.target, preset="msan"), tmp_path)
    assert other.again(path).startswith("/built/msan/fuzz/body_fuzzer ")
    assert other.again(path).endswith("""it'"'"'s'""")


def test_new_inputs_are_kept_under_the_name_of_their_content(
    session: Session, tmp_path: Path
) -> None:
    (session.inputs / "new").write_bytes(b"a")
    assert fuzz.keep(session.new_inputs(), tmp_path / "state", session.target)
    (kept,) = (tmp_path / "state" / "corpus" / "body_fuzzer").iterdir()
    assert kept.name == "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"


def test_while_a_night_runs_its_corpus_is_left_alone(
    session: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (session.inputs / "new").write_bytes(b"a")
    with open_state(tmp_path / "state"):
        assert not fuzz.keep(session.new_inputs(), tmp_path / "state", session.target)
    assert "not kept for the nights: another night" in capsys.readouterr().out
    assert not (tmp_path / "state" / "corpus" / "body_fuzzer").exists()
