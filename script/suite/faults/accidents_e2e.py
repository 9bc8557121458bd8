"""What else happens to a night: files that vanish, signals, a reader that goes away, a full disk,
folders where files should be. And what the next night makes of it.

Run by the CTest suite.accidents, which sets CLOSEFRAME_BUILD. Of what the night was once seen to do
wrong, in the order in which it was first written down, these are number 2 (a file that an engine
removes while the night reads), 5 (SIGHUP, a broken pipe, an older record that is taken for this
night's), 7 (quotes, spaces and newlines in names), 10 (a full disk, a folder where a file should
be) and 12 (history). Numbers 1, 3, 4, 8, 9 and 11 are rows of suite.faults.table: hang and
gigabytes; kill and _Exit; codec-common-abort; abort, terminate, null and exit; the rows of two
causes and stack-overflow; slow and slower. Number 6 (signals early) is in night/nightly_e2e.py, and
what stays after a SIGKILL is for suite.faults.kills.
"""

import contextlib
import os
import random
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from suite.faults.judge import found_in, wrong_files
from suite.faults.table import FIRST
from suite.faults.trial import TARGET, Trial, trial
from suite.state.keeper import NEW_INPUTS
from suite.state.record import Life, Verdict

SECONDS = 10
PATIENCE = 45


@pytest.fixture
def one() -> Iterator[Trial]:
    with trial() as made:
        yield made


def wait_for_record(one: Trial) -> None:
    end = time.monotonic() + PATIENCE
    while not one.nights() and time.monotonic() < end:
        time.sleep(0.05)
    assert one.nights()


def is_tidy(one: Trial) -> bool:
    return list(one.left_behind()) == [] and list(wrong_files(one.state)) == []


# ---- Files --------------------------------------------------------------------------------------


def test_files_that_vanish_while_the_night_reads_end_nothing(one: Trial) -> None:
    """As an engine removes inputs for smaller ones, hundreds a second."""
    one.keep([b"\x03\xe8" + bytes([65 + i % 26]) * (i % 120) for i in range(2000)])
    over = threading.Event()

    def remove() -> None:
        while not over.wait(0.005):
            files = [path for path in (one.state / "corpus" / TARGET).glob("*") if path.is_file()]
            files += (one.state / "scratch").glob(f"*/{TARGET}/{NEW_INPUTS}/*")
            for path in random.sample(files, min(5, len(files))):
                path.unlink(missing_ok=True)

    remover = threading.Thread(target=remove)
    remover.start()
    try:
        night = one.run(one.night(SECONDS), SECONDS + PATIENCE)
    finally:
        over.set()
        remover.join()
    assert night.status == 0, night.output
    assert one.nights()[-1].verdict == Verdict.CLEAN
    assert is_tidy(one)


def test_any_name_of_a_folder_or_a_file_will_do(tmp_path: Path) -> None:
    """The corpus is merged all the same, and gets smaller: number 7."""
    folder = tmp_path / 'it\'s a "night", $HOME and `more`'
    folder.mkdir()
    one = Trial(folder)
    one.keep([b"\x03\xe8" + bytes([65 + i % 26]) * (i % 120) for i in range(500)])
    (one.state / "corpus" / TARGET / "two\nlines -and=1").write_bytes(b"\x03\xe9two lines")
    night = one.run(one.night(SECONDS), SECONDS + PATIENCE)
    assert night.status == 0, night.output
    record = one.nights()[-1]
    assert not [each for each in record.warnings if "minimised" in each]
    (target,) = record.targets
    assert target.corpus_before > 400 and target.corpus_after < target.corpus_before / 2
    assert is_tidy(one)


def test_a_folder_where_a_file_should_be_is_told_and_not_in_the_way(one: Trial) -> None:
    one.keep([])
    for name in (f"corpus/{TARGET}/folder", f"set-aside/{TARGET}/folder", "nights/folder"):
        (one.state / name).mkdir(parents=True)
        (one.state / name / "file").write_text("not ours")
    (one.state / "findings").mkdir()
    (one.state / "findings" / TARGET).write_text("a file where a folder should be")
    one.fault = "codec:rare:abort"
    one.keep([FIRST])
    night = one.run(one.night(SECONDS), SECONDS + PATIENCE)
    assert night.status == 1, night.output
    assert len(found_in(one.nights()[-1])) == 1
    assert "folder" in night.output
    foreign = [path.read_text() for path in (one.state / "foreign").rglob("*") if path.is_file()]
    assert "a file where a folder should be" in foreign and foreign.count("not ours") >= 2
    assert is_tidy(one)


def mount(folder: Path, size: str) -> bool:
    """Whether `folder` has a disk of its own now, as only root may give it."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "closeframe-faults", str(folder)]
    return subprocess.run(command, capture_output=True).returncode == 0


def test_a_full_disk_is_told_and_loses_nothing_that_was_kept(one: Trial) -> None:
    if not mount(one.state, "6m"):
        pytest.skip("only root may mount the small disk that is to be filled")
    try:
        one.keep([FIRST])
        one.fault = "codec:rare:abort"
        night = one.start(one.night(SECONDS))
        wait_for_record(one)
        with open(one.state / "filler", "wb", buffering=0) as filler, contextlib.suppress(OSError):
            while True:
                filler.write(bytes(4096))
        output = night.communicate(timeout=SECONDS + PATIENCE)[0]
        assert night.returncode in (1, 3), output
        assert re.search(
            "No space left on device|the disk of the state folder is full", output
        ), output
        assert one.nights()[-1].verdict != Verdict.CLEAN
        assert list(wrong_files(one.state)) == []
        os.unlink(one.state / "filler")

        after = one.run(one.night(SECONDS), SECONDS + PATIENCE)
        assert after.status == 1, after.output
        assert len(found_in(one.nights()[-1])) == 1
    finally:
        one.kill_all()
        subprocess.run(["umount", "--lazy", str(one.state)], check=True)


# ---- Signals, and a reader that goes ------------------------------------------------------------


def test_a_hang_up_is_incomplete_and_told(one: Trial) -> None:
    with one.start(one.night(60)) as night:
        wait_for_record(one)
        time.sleep(3)
        night.send_signal(signal.SIGHUP)
        output = night.communicate(timeout=PATIENCE)[0]
    assert night.returncode == 3, output
    (record,) = one.nights()
    assert record.verdict == Verdict.INCOMPLETE and record.incomplete
    assert is_tidy(one)


def test_when_nobody_reads_its_output_a_night_ends_soon_and_says_so_in_its_record(
    one: Trial,
) -> None:
    with one.start(one.night(60)) as night:
        assert night.stdout
        night.stdout.close()
        assert night.wait(PATIENCE) == 3
    (record,) = one.nights()
    assert record.verdict == Verdict.INCOMPLETE
    assert any("standard output is lost" in each for each in record.incomplete)
    assert (one.state / "report" / "index.html").exists()
    assert is_tidy(one)


def test_after_a_kill_the_green_night_before_is_not_the_newest(one: Trial) -> None:
    assert one.run(one.night(SECONDS), SECONDS + PATIENCE).status == 0
    with one.start(one.night(60)) as night:
        while len(one.nights()) < 2 and night.poll() is None:
            time.sleep(0.05)
        time.sleep(3)
        night.kill()
        night.communicate()
    assert [each.verdict for each in one.nights()] == [Verdict.CLEAN, Verdict.RUNNING]
    assert one.run(one.night(SECONDS), SECONDS + PATIENCE).status == 0
    verdicts = [each.verdict for each in one.nights()]
    assert verdicts == [Verdict.CLEAN, Verdict.LOST, Verdict.CLEAN]
    assert is_tidy(one)


# ---- History ------------------------------------------------------------------------------------


def test_a_finding_is_new_then_known_then_gone(one: Trial) -> None:
    one.keep([FIRST])
    lives = []
    for fault, status in (("codec:rare:abort", 1), ("codec:rare:abort", 1), ("", 0)):
        one.fault = fault
        night = one.run(one.night(SECONDS), SECONDS + PATIENCE)
        assert night.status == status, night.output
        lives.append([each.life for each in one.nights()[-1].findings])
    assert lives == [[Life.NEW], [Life.KNOWN], [Life.GONE]]
    history = one.run([one.night(SECONDS)[0], "--history", "--state", "state"], PATIENCE)
    assert history.status == 0
    for record in one.nights():
        assert record.name[2:10] in history.output
