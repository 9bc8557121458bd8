"""Nights as they could have been, for tests and for looking at the pages; never part of a report.
To look: make_state(folder, 30), and then suite.report.report.write(folder)."""

import datetime
import math
import random
from pathlib import Path

from suite.state import record
from suite.state.example_findings import HOSTILE, make_findings, write_finding
from suite.state.record import Night, Verdict

TARGETS = {
    "body_fuzzer": ("Body", 410, 150_000),
    "close_request_fuzzer": ("CloseRequest", 380, 140_000),
    "utf8_fuzzer": ("Text", 240, 180_000),
    "frame_fuzzer": ("Wire", 690, 90_000),
    "handshake_fuzzer": ("Conversation", 1120, 31_000),
}


def make_state(state: Path, count: int, seed: int = 1) -> list[Night]:
    """Writes `count` nights and the files of their findings; oldest first."""
    nights = [make_night(number, count, random.Random(seed + number)) for number in range(count)]
    for night in nights:
        folder = state / "nights" / night.name
        folder.mkdir(parents=True)
        (folder / "record.json").write_text(night.json())
        for finding in night.findings:
            write_finding(state, finding)
    return nights


def make_night(number: int, count: int, dice: random.Random) -> Night:
    """The last of several is the worst: with findings of every life, and incomplete as well."""
    began = datetime.datetime(2026, 11, 25, 21, 49, 54) - datetime.timedelta(
        days=count - 1 - number
    )
    last = number == count - 1 and count > 1
    targets = [make_target(name, number, dice) for name in TARGETS]
    night = Night(
        name=began.strftime("%Y-%m-%dT%H-%M-%SZ"),
        started=began.strftime("%Y-%m-%dT%H:%M:%SZ"),
        ended=(began + datetime.timedelta(hours=8, seconds=41)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        verdict=Verdict.CLEAN,
        command=["script/nightly", "--time", "8h", "--checks", "mutants"],
        source=record.Source(
            commit=f"{dice.getrandbits(160):040x}",
            dirty=number % 9 == 4,
            fingerprint=f"{dice.getrandbits(64):016x}",
            compiler="Debian clang version 19.1.7",
        ),
        seed=dice.getrandbits(32),
        jobs=2,
        seconds_asked=28800,
        seconds_used=28841.2,
        phases=make_phases(),
        props=make_props(dice, failed=last),
        targets=targets,
        checks=make_checks(failed=last),
        coverage=record.Coverage(
            totals={"lines": (612, 614), "branches": (418, 420), "MC/DC": (96, 96)},
            pages=f"nights/{began:%Y-%m-%dT%H-%M-%SZ}/coverage/index.html",
        ),
        mutants=record.Mutants(
            planted=201, killed=199 + (number > 3) * 2, measured_within_week=188
        ),
    )
    make_worse(night, number, count)
    return night


def make_worse(night: Night, number: int, count: int) -> None:
    """Lost, incomplete and failing nights, so that every verdict is there among thirty."""
    if number == count - 1 and count > 1:
        night.verdict = Verdict.FINDINGS
        night.incomplete = [
            "The merge of frame_fuzzer was stopped after 600 s; all 812 inputs are kept.",
            f"utf8_fuzzer lost an engine: {HOSTILE}",
        ]
        night.warnings = ["handshake_fuzzer: 860 executions a second instead of 31,000."]
        night.findings = make_findings(night.name)
    elif number % 13 == 7:
        night.verdict, night.ended, night.checks, night.coverage = Verdict.LOST, "", [], None
        night.incomplete = ["The night was lost after 2 h 11 min: nobody knows what ended it."]
    elif number % 11 == 5:
        night.verdict = Verdict.INCOMPLETE
        night.incomplete = ["Interrupted by SIGTERM after 1 h 2 min: 3 targets were not fuzzed."]
        night.targets = night.targets[:2]
    elif number > 0.7 * count:
        night.verdict = Verdict.FINDINGS
        night.findings = [make_findings(night.name)[1]]


def make_target(name: str, number: int, dice: random.Random) -> record.TargetNight:
    shape, edges, rate = TARGETS[name]
    rate = round(rate * dice.uniform(0.93, 1.07))
    start, seconds = list(TARGETS).index(name) * 4600.0 + 900, 4600.0
    top = edges + round(30 * (1 - math.exp(-number / 8)))
    samples = [make_sample(start, seconds * i / 90, rate, top, number) for i in range(91)]
    end = samples[-1]
    mixed = {"clean": 5, "exited with 3": 1} if name == "utf8_fuzzer" else {"clean": 4}
    return record.TargetNight(
        target=name,
        shape=shape,
        runs=[
            record.EngineRun(engine="libFuzzer ASan", seconds=3600, rate=rate, ends=mixed),
            record.EngineRun(engine="AFL++", seconds=1000, rate=rate // 3, ends={"clean": 1}),
        ],
        executions=end.executions,
        rate=rate,
        seconds=seconds,
        edges=end.edges,
        edges_total=top + 61,
        features=end.features,
        features_seen_once=dice.randrange(0, 140) if name != "body_fuzzer" else 0,
        seeds=60,
        corpus_before=end.corpus - 40,
        corpus_after=end.corpus,
        corpus_new=44,
        peak_memory=dice.randrange(380, 900),
        crashes=412 if number % 5 == 4 else 0,
        samples=samples,
    )


def make_sample(start: float, after: float, rate: int, edges: int, number: int) -> record.Sample:
    found = 1 - math.exp(-after / 500) / (number + 1.5)
    return record.Sample(
        seconds=start + after,
        executions=round(rate * after),
        rate=round(rate * (1 + 0.04 * math.sin(after / 90))),
        edges=round(edges * found),
        features=round(4.4 * edges * found),
        corpus=round(1.7 * edges * found) + 3 * number,
    )


def make_phases() -> list[record.Phase]:
    fuzz = [
        record.Phase(name=f"fuzzing {name}", began=900 + 4600 * i, seconds=4600, busy=0.97)
        for i, name in enumerate(TARGETS)
    ]
    props = record.Phase(name="props", began=0, seconds=900, busy=0.93)
    return [props, *fuzz, record.Phase(name="mutants", began=23900, seconds=4900, busy=0.88)]


def make_props(dice: random.Random, failed: bool) -> list[record.PropsRun]:
    """Two runs of props; a check of the second fails where `failed`."""
    names = [
        "agrees_with_the_reference",
        "encode_inverts_decode",
        "reserved_codes_are_never_accepted",
    ]
    runs = []
    for shape, _, _ in TARGETS.values():
        broken = failed and shape == "Body"
        checks = [
            record.PropertyCount(
                name=f"{shape}.{name}",
                passed=not (broken and name.startswith("reserved")),
                cases=f"{dice.randrange(40, 90) * 10_000:,} random cases",
                distribution=[
                    "accepted 44.1 %, too long 11.0 %, half a code 3.5 %, not UTF-8 18.6 %"
                ],
            )
            for name in names
        ]
        runs.append(
            record.PropsRun(
                what=f"{shape} 800,000 cases",
                command=["props", "--engine", "random", "--only", shape],
                end="exited with 1" if broken else "clean",
                seconds=88.2,
                passed=len(names) - broken,
                failed=int(broken),
                checks=checks,
            )
        )
    return runs


def make_checks(failed: bool) -> list[record.Check]:
    mutants, bench = ["script/mutants", "--fuzz", "60"], ["script/bench", "--instructions"]
    return [
        record.Check(
            name="mutants",
            command=mutants,
            end="exited with 1" if failed else "clean",
            passed=not failed,
            seconds=4900,
            log="nights/NIGHT/checks/mutants.log",
            conclusion="2 survived" if failed else "201 killed, 0 survived",
        ),
        record.Check(name="instructions", command=bench, skipped="valgrind is missing"),
    ]
