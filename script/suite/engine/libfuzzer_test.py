"""Tests of how libFuzzer is called."""

import signal
from pathlib import Path

import pytest

from suite.engine import libfuzzer
from suite.engine.inputs import content_name, copy_by_content
from suite.process import Done, End, Ending, Limits

PROGRAM, CORPUS, SEEDS = Path("/b/body_fuzzer"), Path("/corpus"), Path("/seeds")


def test_fuzz_needs_only_a_size_and_a_place_for_what_breaks() -> None:
    command = libfuzzer.fuzz(PROGRAM, [CORPUS], max_input_size=256, artifacts=Path("/found"))
    assert command[0] == "/b/body_fuzzer"
    assert command[-1] == "/corpus"
    assert set(command[1:-1]) == {
        "-timeout=10",
        "-rss_limit_mb=2048",
        "-malloc_limit_mb=1024",
        "-report_slow_units=1",
        "-print_final_stats=1",
        "-max_len=256",
        "-artifact_prefix=/found/",
    }


def test_fuzz_with_everything_asked_for() -> None:
    command = libfuzzer.fuzz(
        PROGRAM,
        [CORPUS, SEEDS],
        max_input_size=512,
        artifacts=Path("/found"),
        dictionary=Path("/b/body_fuzzer.dict"),
        seconds=60,
        seed=7,
        keep_seeds=True,
    )
    assert command[-2:] == ["/corpus", "/seeds"]
    for flag in ("-dict=/b/body_fuzzer.dict", "-max_total_time=60", "-seed=7", "-keep_seed=1"):
        assert flag in command


def test_seed_zero_is_a_seed() -> None:
    command = libfuzzer.fuzz(PROGRAM, [], max_input_size=1, artifacts=CORPUS, seed=0, seconds=0)
    assert "-seed=0" in command and "-max_total_time=0" in command


def test_read_tries_nothing_new_and_takes_a_targets_options() -> None:
    command = libfuzzer.read(PROGRAM, [SEEDS], features=CORPUS, options={"max_len": "256"})
    assert "-runs=0" in command
    assert {"-features_dir=/corpus", "-max_len=256"} <= set(command)
    assert command[-1] == "/seeds"


def test_merge_names_the_corpus_that_grows_first() -> None:
    assert libfuzzer.merge(PROGRAM, [CORPUS, SEEDS])[-2:] == ["/corpus", "/seeds"]
    merge = libfuzzer.merge("./p", ["new", "old"], control_file="notes")
    assert merge[0] == "./p" and "-merge_control_file=notes" in merge
    assert libfuzzer.is_merge(merge) and not libfuzzer.is_merge(libfuzzer.read(PROGRAM, [CORPUS]))


ASAN = "SUMMARY: AddressSanitizer: heap-buffer-overflow body.hpp:9 in decode"


@pytest.mark.parametrize(
    "end, output, words",
    [
        (End(Ending.CLEAN, 0), ASAN, "clean"),
        (End(Ending.EXITED, 77), "", "crash"),
        (End(Ending.EXITED, 70), "", "hang"),
        (End(Ending.EXITED, 71), "", "out of memory"),
        (End(Ending.EXITED, 72), "", "stopped"),
        (End(Ending.EXITED, 1), ASAN, "crash"),
        (End(Ending.EXITED, 1), "body.hpp:1:2: runtime error: signed", "crash"),
        (End(Ending.EXITED, 1), "SUMMARY: none", "exited with 1"),
        (End(Ending.EXITED, 3), "", "exited with 3"),
        (End(Ending.KILLED, None, signal.SIGSEGV), "", "crash by SIGSEGV"),
        (End(Ending.KILLED, None, signal.SIGKILL), "", "killed by SIGKILL"),
        (End(Ending.STOPPED, 72), "", "stopped"),
        (End(Ending.STOPPED, 77), "", "crash"),
        (End(Ending.STOPPED, None, signal.SIGKILL), "", "stopped"),
        (End(Ending.HANG, None, signal.SIGKILL), "", "hang"),
        (End(Ending.LOST, why="x is missing"), "", "lost: x is missing"),
    ],
)
def test_an_end_is_what_the_engine_says_of_it(end: End, output: str, words: str) -> None:
    assert str(libfuzzer.end_of(Done(end, output))) == words


def test_what_is_run_ends_as_the_engine_says() -> None:
    assert libfuzzer.run(["sh", "-c", "exit 70"], Limits(9)).end.ending == Ending.HANG
    done = libfuzzer.run(["sh", "-c", "echo $ASAN_OPTIONS"], Limits(9), symbolize=True)
    assert done.output.startswith("symbolize=1:")


def test_a_slow_input_broke_nothing() -> None:
    assert libfuzzer.is_slow_input(Path("/found/slow-unit-0a1b"))
    assert not libfuzzer.is_slow_input(Path("/found/crash-0a1b"))


def test_only_a_run_that_is_read_has_readable_stacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASAN_OPTIONS", "halt_on_error=0")
    reading, fuzzing = libfuzzer.environment_of(symbolize=True), libfuzzer.fuzzing_environment()
    assert reading["ASAN_OPTIONS"].startswith("symbolize=1:")
    assert fuzzing["ASAN_OPTIONS"].startswith("symbolize=0:")
    assert "detect_stack_use_after_return=0" in fuzzing["ASAN_OPTIONS"]
    # With fewer frames than two LeakSanitizer tells of no leak.
    assert "malloc_context_size=2" in fuzzing["ASAN_OPTIONS"]
    assert "halt_on_error" not in reading["ASAN_OPTIONS"] + fuzzing["ASAN_OPTIONS"]


def test_inputs_are_copied_once_under_the_name_of_their_content(tmp_path: Path) -> None:
    seeds, corpus = tmp_path / "seeds", tmp_path / "corpus"
    seeds.mkdir()
    for name in ("one", "same"):
        (seeds / name).write_bytes(b"\x03\xe8")
    copy_by_content([*seeds.iterdir(), seeds / "gone"], corpus)
    assert [path.name for path in corpus.iterdir()] == [content_name(b"\x03\xe8")]
    assert content_name(b"\n") == "adc83b19e793491b1c6ea0fd8b46cd9f32e592fc"  # as libFuzzer has it
