"""Tests of what script/cmin takes out and of when it does not; cmin_e2e.py runs it whole."""

from collections.abc import Callable
from pathlib import Path

import pytest

from suite.command import Fault
from suite.engine.inputs import content_name
from suite.night import cmin
from suite.night.cmin import Corpus, NotDone, minimise, superfluous
from suite.night.merge import Merged
from suite.process import Stopper
from suite.project import ROOT, read_manifest

TARGET = read_manifest()["body_fuzzer"]
Merge = Callable[..., Merged]


def fill(folder: Path, *texts: bytes) -> Path:
    folder.mkdir()
    for i, text in enumerate(texts):
        (folder / f"input {i}").write_bytes(text)
    return folder


def pretend(monkeypatch: pytest.MonkeyPatch, merged: Merged, keeps: bytes, loses: bool) -> None:
    """A merge that keeps one input; whoever loses something has an edge less for it."""

    def merge(target: object, corpus: Path, *_: object) -> Merged:
        for path in corpus.iterdir():
            if path.name != content_name(keeps) and not merged.problem:
                path.unlink()
        return merged

    def measure(target: object, files: list[Path], *_: object) -> Corpus:
        return Corpus(len(files), 0, len(files) if loses else 1, 1)

    monkeypatch.setattr(cmin, "merge", merge)
    monkeypatch.setattr(cmin, "measure", measure)


def test_only_content_counts_and_each_content_once(tmp_path: Path) -> None:
    folder = fill(tmp_path / "it", b"a", b"b", b"a")
    unneeded = superfluous(folder, {content_name(b"a")})
    assert [path.name for path in unneeded] == ["input 1", "input 2"]


def test_what_is_hidden_or_in_a_folder_is_left_alone(tmp_path: Path) -> None:
    folder = fill(tmp_path / "it", b"a")
    (folder / ".keep").touch()
    (folder / "more").mkdir()
    assert [path.name for path in superfluous(folder, set())] == ["input 0"]


def test_a_merge_decides_and_nothing_is_taken_out_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = fill(tmp_path / "it", b"a", b"b", b"a")
    pretend(monkeypatch, Merged(), keeps=b"b", loses=False)
    done = minimise(TARGET, folder, 10, Stopper())
    assert [path.name for path in done.unneeded] == ["input 0", "input 2"]
    assert (done.before.files, done.after.files) == (3, 1)
    assert len(list(folder.iterdir())) == 3


def test_a_merge_that_was_not_done_takes_out_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = fill(tmp_path / "it", b"a", b"b")
    pretend(monkeypatch, Merged("hang after 10 s"), keeps=b"b", loses=False)
    with pytest.raises(NotDone, match="hang after 10 s"):
        minimise(TARGET, folder, 10, Stopper())


def test_a_merge_that_would_lose_an_edge_takes_out_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = fill(tmp_path / "it", b"a", b"b")
    pretend(monkeypatch, Merged(), keeps=b"b", loses=True)
    with pytest.raises(NotDone, match="would lose something"):
        minimise(TARGET, folder, 10, Stopper())


@pytest.mark.parametrize(
    "words, why",
    [
        ([], "required: TARGET"),
        (["no_fuzzer"], "there is no target 'no_fuzzer'"),
        (["body_fuzzer", "nowhere"], "there is no folder 'nowhere'"),
        (["body_fuzzer", f"{ROOT}/corpus/body_fuzzer"], "is of the seeds"),
        (["body_fuzzer", f"{ROOT}/corpus"], "is of the seeds"),
        (["body_fuzzer", "--time", "1s"], "at least 10s"),
    ],
)
def test_a_wrong_call_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, words: list[str], why: str
) -> None:
    monkeypatch.setattr("sys.argv", ["cmin", *words])
    with pytest.raises(Fault, match=why):
        cmin.parse_arguments()
