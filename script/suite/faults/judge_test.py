"""That each thing a night can do wrong is noticed: a good night, and one change at a time."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from suite.engine.inputs import content_name
from suite.faults import trial as trial_module
from suite.faults.judge import what_is_wrong
from suite.faults.table import FIRST, Row
from suite.faults.trial import TARGET, Ended, Trial
from suite.state.record import Finding, Life, Night, TargetNight, Verdict

ROW = Row(
    "aborts",
    "codec:rare:abort",
    (r"abort-\w{8}",),
    warning="slow",
    others=("utf8_fuzzer",),
)
NAME = "abort-00000000"
REPRO = f"#!/bin/sh\necho reproduced {NAME}\nexit 1\n"


class Good:
    """A night as it should be, for a test to change."""

    def __init__(self, folder: Path) -> None:
        self.one = Trial(folder, ROW.fault)
        self.ended = Ended(1, "1 finding\n", 12)
        self.one.keep([FIRST])
        path = self.one.state / "findings" / TARGET / NAME
        path.mkdir(parents=True)
        (path / "input").write_bytes(FIRST)
        (path / "report.txt").write_text("SUMMARY: abort")
        self.repro = folder / "repro"
        self.set_repro(REPRO)
        self.finding = Finding(
            target=TARGET,
            signature=NAME,
            kind="crash",
            title="abort",
            reproduced=3,
            tried=3,
            path=f"findings/{TARGET}/{NAME}/input",
            size=len(FIRST),
            meaning="a body of 7 bytes",
            report=f"findings/{TARGET}/{NAME}/report.txt",
            repro=str(self.repro),
        )
        self.record = Night(
            name="2026-11-25T21-49-54Z",
            started="",
            verdict=Verdict.FINDINGS,
            warnings=["a slow input"],
            findings=[self.finding],
            targets=[TargetNight(target="utf8_fuzzer", shape="Text", executions=9)],
        )

    def set_repro(self, text: str) -> None:
        self.repro.write_text(text)
        self.repro.chmod(stat.S_IRWXU)

    def complaints(self) -> list[str]:
        folder = self.one.state / "nights" / self.record.name
        folder.mkdir(parents=True)
        (folder / "record.json").write_text(self.record.json())
        return list(what_is_wrong(ROW, self.ended, self.one))


@pytest.fixture
def good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Good]:
    monkeypatch.setattr(trial_module, "SECONDS_TO_VANISH", 0.3)
    night = Good(tmp_path)
    yield night
    night.one.kill_all()


def test_a_good_night_is_good(good: Good) -> None:
    good.record.findings.append(good.finding.copy(update={"life": Life.GONE, "signature": "old"}))
    assert good.complaints() == []


def set_ended(ended: Ended) -> Callable[[Good], None]:
    return lambda good: setattr(good, "ended", ended)


def set_record(field: str, value: object) -> Callable[[Good], None]:
    return lambda good: setattr(good.record, field, value)


def set_finding(field: str, value: object) -> Callable[[Good], None]:
    return lambda good: setattr(good.finding, field, value)


def find_twice(good: Good) -> None:
    good.record.findings.append(good.finding.copy())


def leave_a_process(good: Good) -> None:
    good.one.start(["sleep", "60"])


def leave_a_folder(good: Good) -> None:
    (good.one.temporary / "closeframe-1").mkdir()


def leave_scratch(good: Good) -> None:
    (good.one.state / "scratch" / "night").mkdir(parents=True)


def cut_an_input(good: Good) -> None:
    (good.one.state / "corpus" / TARGET / content_name(FIRST)).write_bytes(FIRST[:3])


def cut_a_json(good: Good) -> None:
    (good.one.state / "findings" / "finding.json").write_text("{")


def lose_the_input(good: Good) -> None:
    (good.one.state / good.finding.path).unlink()


def lose_the_report(good: Good) -> None:
    (good.one.state / good.finding.report).write_text("")


def repro(text: str) -> Callable[[Good], None]:
    return lambda good: good.set_repro("#!/bin/sh\n" + text)


@pytest.mark.parametrize(
    "change, words",
    [
        (set_ended(Ended(None, "", 40)), "had not ended after 40 s"),
        (set_ended(Ended(0, "all is well\n", 12)), "exit status 0, not 1: all is well"),
        (set_record("verdict", Verdict.CLEAN), "verdict clean, not findings"),
        (set_record("findings", []), "found nothing, not abort"),
        (set_finding("signature", "hang"), "found hang, not abort"),
        (find_twice, f"found {NAME}, {NAME}, not"),
        (set_record("warnings", []), "no word of 'slow'"),
        (set_record("targets", []), "utf8_fuzzer was not fuzzed"),
        (leave_a_process, "a process is left: "),
        (leave_a_folder, "left behind: tmp/closeframe-1"),
        (leave_scratch, "left behind: state/scratch/night"),
        (cut_an_input, "has not the content it is named for"),
        (cut_a_json, "findings/finding.json is no JSON"),
        (lose_the_input, "its input is not kept"),
        (set_finding("size", 1), "bytes are kept, not 1"),
        (lose_the_report, "the words of who noticed are not kept"),
        (set_finding("meaning", " "), "no meaning"),
        (set_finding("meaning", "17 hold, 0 broken"), "says that nothing is broken"),
        (set_finding("reproduced", 2), "called flaky: 2 of 3"),
        (set_finding("repro", ""), "no command that reproduces it"),
        (repro(f"echo {NAME}\nexit 0\n"), "exits with 0"),
        (repro("echo reproduced hang\nexit 1\n"), "exits with 1: reproduced hang"),
        (repro(f"mkdir tmp/left\necho {NAME}\nexit 1\n"), "after repro, left behind: tmp/left"),
    ],
)
def test_a_bad_night_is_noticed(good: Good, change: Callable[[Good], None], words: str) -> None:
    change(good)
    complaints = good.complaints()
    assert len(complaints) >= 1 and any(words in each for each in complaints), complaints
