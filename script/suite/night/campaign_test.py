"""Tests of one target's night, over a stand-in for its fuzz target: a script that speaks as one
does and ends as it is told to."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from suite.engine.inputs import content_name
from suite.findings.store import Findings
from suite.night.campaign import Campaign
from suite.night.parts import MAIN_ENGINE
from suite.process import Stopper
from suite.project import BUILT_VARIABLE, read_manifest
from suite.state.folder import open_state
from suite.state.record import Source

BODY = read_manifest()["body_fuzzer"]
INITED = "#9 INITED cov: 40 ft: 90 corp: 5/30b exec/s: 10 rss: 30Mb"

# What it does with files is in each of them; what it does when it fuzzes is in the file `how`, with
# the folder of its artifacts as $found.
TARGET = f"""#!/bin/sh
for word; do case $word in -artifact_prefix=*) found=${{word#*=}};; esac; done
test -d "$found" || {{ echo "ERROR: there is no folder $found"; exit 1; }}
case "$*" in *-max_total_time=*)
  inited() {{ echo "{INITED}"; }}
  ended() {{ echo "stat::number_of_executed_units: $1"; exit 0; }}
  broken() {{ echo "BROKEN PROPERTY $1"; exit 77; }}
  . "$0.how"; exit ;;
esac
for file; do
  case $file in -*) continue;; esac
  echo "Running: $file"
  case $(cat "$file") in
    kill*) kill -KILL $$ ;;
    property*) echo "BROKEN PROPERTY Body.canary"; exit 77 ;;
    slow*) python3 -c 'import time
while time.process_time() < 1.2: pass'
           echo "Executed $file in 2000 ms"; exit 0 ;;
  esac
  echo "Executed $file in 0 ms"
done
"""


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.fixture
def campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Campaign]:
    monkeypatch.setenv(BUILT_VARIABLE, str(tmp_path / "built"))
    for name in (BODY.name, "explain"):
        write(tmp_path / "built" / "fuzz" / name, TARGET.encode()).chmod(0o755)
    with open_state(tmp_path / "state") as state:
        stopper = Stopper(grace=0.2)
        findings = Findings(state.folder, "tonight", Source(), stopper)
        yield Campaign(BODY, state, tmp_path / "scratch", findings, stopper, jobs=2)


def fuzz(campaign: Campaign, how: str, seconds: float = 2) -> float:
    """Fuzzes with an engine that does `how`; returns how long it took."""
    BODY.program.with_name(f"{BODY.name}.how").write_text(how)
    campaign.prepare()
    start = time.monotonic()
    campaign.fuzz(seconds)
    return time.monotonic() - start


def ends(campaign: Campaign) -> dict[str, int]:
    return campaign.runs[MAIN_ENGINE].ends


def kinds(campaign: Campaign) -> dict[str, str]:
    return {each.signature: each.kind for each in campaign.findings.this_night()}


def test_every_end_is_accounted_for(campaign: Campaign) -> None:
    fuzz(campaign, "inited; sleep 0.6; ended 150")
    assert set(ends(campaign)) == {"clean"} and ends(campaign)["clean"] >= 4
    part = campaign.record()
    assert part.executions == 150 * ends(campaign)["clean"]
    assert part.rate == round(part.executions / part.seconds)
    assert (part.edges, part.features) == (40, 90)
    assert not campaign.incomplete and not campaign.warnings and not kinds(campaign)


def test_a_crash_is_counted_and_its_smallest_input_kept(campaign: Campaign) -> None:
    how = 'inited; printf "$$-and-more" > "$found/crash-1"; sleep 0.2; broken Body.canary'
    fuzz(campaign, how)
    (finding,) = campaign.findings.this_night()
    assert (finding.signature, finding.kind) == ("Body.canary", "property")
    assert finding.count == campaign.crash_count == ends(campaign)["crash"] > 2
    kept = campaign.state.folder / finding.path
    assert kept.read_bytes().endswith(b"-and-more")


def test_what_crashes_is_set_aside_and_comes_back_the_next_night(campaign: Campaign) -> None:
    name = content_name(b"property")
    kept = write(campaign.corpus / name, b"property")
    other = write(campaign.corpus / content_name(b"fine"), b"fine")
    seed = write(campaign.seeds / name, b"property")
    long = write(campaign.seeds / "long", b"x" * (BODY.max_input_size + 1))
    assert campaign.set_aside(b"property") and not campaign.set_aside(b"property")
    assert campaign.set_aside(b"x" * BODY.max_input_size)
    assert not kept.exists() and not seed.exists() and not long.exists() and other.exists()
    assert [path.name for path in campaign.aside.iterdir()] == [name]
    campaign.prepare()
    assert (campaign.new / name).read_bytes() == b"property"
    assert list(campaign.aside.iterdir()) == []


def test_a_night_starts_from_what_ever_broke(campaign: Campaign) -> None:
    state = campaign.state
    write(state.findings(BODY.name) / "a" / "input", b"one")
    write(state.findings(BODY.name) / "a" / "report.txt", b"words")
    write(state.counterexamples(BODY.name) / "Body.canary-1", b"two")
    campaign.prepare()
    names = {path.name for path in campaign.new.iterdir()}
    assert {content_name(b"one"), content_name(b"two")} <= names
    assert content_name(b"words") not in names


def test_an_input_that_kills_an_engine_is_found_among_the_known(campaign: Campaign) -> None:
    write(campaign.corpus / content_name(b"kill it"), b"kill it")
    # Dies at its first inputs as long as the one that kills is among them.
    how = f'ls "{campaign.corpus}" | grep -q . && kill -KILL $$; inited; sleep 0.3; ended 1'
    fuzz(campaign, how)
    (finding,) = campaign.findings.this_night()
    assert finding.kind == "killed" and "SIGKILL" in finding.title
    assert (campaign.state.folder / finding.path).read_bytes() == b"kill it"
    assert [path.read_bytes() for path in campaign.aside.iterdir()] == [b"kill it"]
    assert ends(campaign)["clean"] >= 2 and not campaign.incomplete


def test_the_input_that_killed_an_engine_is_the_one_that_the_target_has_kept(
    campaign: Campaign,
) -> None:
    kept = r'printf "body_fuzzer Body 00000007\nkill it" > "$CLOSEFRAME_LAST_INPUT"'
    fuzz(campaign, f'inited; {kept}; mkdir "$0.once" 2>/dev/null && kill -KILL $$; ended 1', 1)
    (finding,) = campaign.findings.this_night()
    assert finding.kind == "killed" and not campaign.incomplete
    assert (campaign.state.folder / finding.path).read_bytes() == b"kill it"


def test_the_input_of_an_engine_that_somebody_killed_is_no_finding(campaign: Campaign) -> None:
    kept = r'printf "body_fuzzer Body 00000004\nfine" > "$CLOSEFRAME_LAST_INPUT"'
    fuzz(campaign, f'inited; {kept}; mkdir "$0.once" 2>/dev/null && kill -KILL $$; ended 1', 1)
    assert not kinds(campaign) and len(campaign.incomplete) == 1


def test_killed_by_whom_nobody_knows_is_incomplete_and_the_others_go_on(
    campaign: Campaign,
) -> None:
    took = fuzz(
        campaign, 'inited; mkdir "$0.once" 2>/dev/null && kill -KILL $$; sleep 0.3; ended 1'
    )
    assert ends(campaign)["killed by SIGKILL"] == 1 and ends(campaign)["clean"] >= 2
    assert took > 1.5 and not kinds(campaign)
    (sentence,) = campaign.incomplete
    assert "an engine was lost (killed by SIGKILL)" in sentence


def test_an_exit_is_the_codes_own_doing_even_where_its_input_is_not_known(
    campaign: Campaign,
) -> None:
    fuzz(campaign, 'inited; mkdir "$0.once" 2>/dev/null && exit 3; sleep 0.3; ended 1')
    campaign.settle()
    (finding,) = campaign.findings.this_night()
    assert finding.kind == "exited" and finding.title.startswith("exited with 3; at which input")


def test_an_exit_before_its_time_is_one_whatever_its_status(campaign: Campaign) -> None:
    fuzz(campaign, 'inited; mkdir "$0.once" 2>/dev/null && exit 0; sleep 0.3; ended 1')
    assert ends(campaign)["exited with 0"] == 1 and ends(campaign)["clean"] >= 2
    campaign.settle()
    assert kinds(campaign) == {"exited-with-0-input-unknown": "exited"}


def test_the_input_of_a_full_disk_is_in_the_engines_words(campaign: Campaign) -> None:
    fuzz(campaign, "inited; sleep 0.3; echo 'Base64: cHJvcGVydHk='; broken Body.canary")
    (finding,) = campaign.findings.this_night()
    assert (campaign.state.folder / finding.path).read_bytes() == b"property"


def test_a_target_whose_engine_never_begins_is_given_up_and_costs_no_time(
    campaign: Campaign,
) -> None:
    took = fuzz(campaign, "echo 'cannot begin'; exit 3", seconds=30)
    assert took < 15
    (sentence,) = campaign.incomplete
    assert sentence.startswith("body_fuzzer cannot be fuzzed: its engine ends before it has begun")
    assert "exited with 3" in sentence and "cannot begin" in sentence
    campaign.settle()
    assert campaign.given_up.is_set() and not kinds(campaign)  # it has not been at any input


def test_an_engine_that_does_not_start_costs_the_other_targets_no_time(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("suite.night.campaign.START_SECONDS", 0.3)
    BODY.program.write_text("#!/bin/sh\nexec sleep 60\n")
    campaign.prepare()
    assert campaign.given_up.is_set()
    assert campaign.incomplete == ["body_fuzzer cannot be fuzzed: its engine does not start: hang"]


def test_a_program_that_is_missing_is_incomplete(campaign: Campaign) -> None:
    BODY.program.unlink()
    assert fuzz(campaign, "", seconds=30) < 5
    assert "lost: " in campaign.incomplete[0] and not kinds(campaign)


def test_a_slow_input_is_looked_at_again(campaign: Campaign) -> None:
    fuzz(campaign, 'inited; printf "slow one" > "$found/slow-unit-1"; sleep 2; ended 1', seconds=1)
    campaign.slow.append(b"not slow")
    campaign.settle()
    (finding,) = campaign.findings.this_night()
    assert finding.kind == "slow"
    (warning,) = campaign.warnings
    assert b"not slow".hex() in warning


def test_where_the_state_folder_is_full_the_input_is_kept_elsewhere(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(campaign.findings, "take", full)
    monkeypatch.setenv("HOME", str(tmp_path))
    fuzz(campaign, 'inited; printf property > "$found/crash-1"; sleep 1; broken Body.canary', 1)
    sentence = campaign.incomplete[0]
    assert "could not be kept in the state folder (No space left on device)" in sentence
    assert Path(sentence.rpartition(" in ")[2]).read_bytes() == b"property"


def test_stopped_it_ends_at_once_and_keeps_what_is_new(campaign: Campaign) -> None:
    threading.Timer(3, campaign.stopper.stop).start()
    how = 'inited; trap "exit 72" INT; while :; do sleep 0.1; done'
    assert fuzz(campaign, how, seconds=60) < 20
    write(campaign.new / content_name(b"new"), b"new")
    campaign.merge(10)
    assert set(ends(campaign)) == {"stopped"}
    assert content_name(b"new") in {path.name for path in campaign.corpus.iterdir()}
    assert not campaign.warnings and campaign.new_count == 1


def test_a_merge_that_fails_loses_nothing_and_is_said(campaign: Campaign) -> None:
    campaign.prepare()
    kept = write(campaign.corpus / content_name(b"kill"), b"kill")
    write(campaign.new / content_name(b"new"), b"new")
    BODY.program.write_text("#!/bin/sh\necho no luck; exit 1\n")
    campaign.merge(10)
    (warning,) = campaign.warnings
    assert "was not minimised (exited with 1 after 0 s: no luck); all that is new" in warning
    assert kept.exists() and (campaign.corpus / content_name(b"new")).exists()


def test_what_breaks_only_while_the_corpus_is_merged_is_a_finding(campaign: Campaign) -> None:
    campaign.prepare()
    write(campaign.new / content_name(b"property"), b"property")
    program = BODY.program.read_text()
    merges = 'case "$*" in *merge=1*) printf property > "$found/crash-1"; exit 1 ;; esac\n'
    BODY.program.write_text(program.replace('case "$*" in *-max', merges + 'case "$*" in *-max'))
    campaign.merge(10)
    assert (campaign.warnings, campaign.crash_count) == ([], 1)
    campaign.settle()
    (finding,) = campaign.findings.this_night()
    assert (finding.signature, finding.count) == ("Body.canary", 1)


def test_two_engines_that_end_at_one_input_have_both_got_further(campaign: Campaign) -> None:
    campaign.prepare()
    write(campaign.new / content_name(b"property"), b"property")
    began = time.monotonic()
    assert campaign.set_aside(b"property", began)
    assert campaign.set_aside(b"property", began)
    assert not campaign.set_aside(b"property", time.monotonic())  # it starts without that input
    assert not campaign.set_aside(b"another", began)
