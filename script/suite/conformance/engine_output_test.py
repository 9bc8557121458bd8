import json

import pytest

from suite.conformance import engine_output
from suite.conformance.engine_output import Flood, Reader
from suite.conformance.record import Role, Verdict

# As an engine prints them.
RECORDED = r"""
{"event":"peer","name":"beast","version":"1.81.0","language":"C++","runtime":"","role":"server","way":"in process","changed":["compression off"]}
{"event":"progress","stage":"random","done":1200,"of":3000}
{"event":"rule","rule":"rejects_half_a_code","level":"must","clause":"RFC 6455 §5.5.1","sentence":"MUST be 2 bytes","claim":"half a code is rejected","verdict":"violates","judged":812,"excused":2188}
{"event":"counterexample","rule":"rejects_half_a_code","kind":"one byte","verdict":"violates","input":"8003880102","story":["a","b"],"expected":"rejected","happened":"accepted"}
{"event":"rule","rule":"clean_means_clean","level":"consistent","clause":"","sentence":"","claim":"clean is clean","verdict":"not applicable","judged":0,"excused":3000}
{"event":"choice","choice":"bad_utf8","question":"what it is answered with","answers":["closes with 1007","closes with 1002"]}
{"event":"outcome","input":"80","name":"nothing happens","outcome":"closes with 1000"}
{"event":"trouble","kind":"leak","said":"a connection stays"}
{"event":"trouble","kind":"leak","said":"a connection stays"}
{"event":"chance","said":"half_a_code: one dialogue has two verdicts"}
{"event":"done","runs":12345}
""".strip().splitlines()  # noqa: E501


def read(*lines: str) -> Reader:
    reader = Reader("beast", Role.SERVER)
    for line in lines:
        reader.take(line)
    return reader


def test_a_whole_run() -> None:
    steps: list[engine_output.Progress] = []
    reader = Reader("beast-loopback", Role.SERVER, steps.append)
    for line in RECORDED:
        reader.take(line)
    result = reader.result
    assert (result.peer, result.version, result.way) == ("beast-loopback", "1.81.0", "in process")
    assert result.is_whole and reader.run_count == 12345
    assert list(result.verdicts.values()) == [Verdict.VIOLATES, Verdict.NOT_APPLICABLE]
    assert result.broken() == ["rejects_half_a_code"]
    assert [each.input for each in result.counterexamples] == ["8003880102"]
    assert result.answers == {"bad_utf8": ["closes with 1002", "closes with 1007"]}
    assert [each.outcome for each in result.outcomes] == ["closes with 1000"]
    assert [each.said for each in result.trouble] == ["a connection stays"]
    assert [rule.rule for rule in reader.rules] == list(result.verdicts)
    assert [(step.done, step.of) for step in steps] == [(1200, 3000)]
    assert reader.judged == {"rejects_half_a_code": 812, "clean_means_clean": 0}
    assert reader.chances == ["half_a_code: one dialogue has two verdicts"]


def test_how_often_and_what_came_once_is_in_no_result() -> None:
    other = [line.replace("812", "7").replace("12345", "8") for line in RECORDED]
    other = [line for line in other if '"chance"' not in line]
    assert read(*RECORDED).result == read(*other).result


@pytest.mark.parametrize(
    "line",
    [
        '{"event": "rule", "rule": 7',
        '{"event": "no such thing"}',
        '{"no": "event"}',
        '{"event": ["rule"]}',
        RECORDED[2].replace('"violates"', '"perhaps"'),
        RECORDED[3].replace("8003880102", "80 && rm"),
        "{" * 100_000,
    ],
)
def test_what_is_no_event_is_trouble_and_the_rest_is_read(line: str) -> None:
    result = read(line, *RECORDED).result
    assert result.is_whole and result.trouble[0].kind == "engine"
    assert "it said what is no event: {" in result.trouble[0].said
    assert len(result.trouble[0].said) < 400


def test_other_lines_are_words_for_people() -> None:
    reader = read("warning: \x00 odd", RECORDED[0], "last words\n", "")
    assert reader.result.trouble == [] and reader.said_last == "last words"


def test_without_done_it_is_not_whole() -> None:
    assert not read(*RECORDED[:-1]).result.is_whole


def test_a_flood_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_output, "MOST_LINES", 5)
    with pytest.raises(Flood):
        read(*["x"] * 6)


def test_a_surrogate_can_be_written() -> None:
    line = json.dumps({"event": "trouble", "kind": "garbage", "said": "\ud800"})
    assert read(line).result.json().encode()
