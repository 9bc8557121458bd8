"""A small table for tests, with what is hostile in it."""

from suite.conformance.record import (
    Choice,
    Counterexample,
    Outcome,
    Result,
    Role,
    Rule,
    Settings,
    Skipped,
    Table,
    Trouble,
    Verdict,
)
from suite.state.example_findings import HOSTILE

HALF = Rule(
    rule="rejects_half_a_code",
    level="must",
    clause="RFC 6455 §5.5.1",
    sentence="the first two bytes of the body MUST be a 2-byte unsigned integer",
    claim="a close frame with a body of one byte is rejected",
)
ONCE = Rule(
    rule="one_close_at_most",
    level="consistent",
    clause="",
    sentence="",
    claim="at most one close is sent",
)
BAD_UTF8 = Choice(choice="answer_to_bad_utf8", question="what bad UTF-8 is answered with")


def make_result(
    peer: str,
    role: Role,
    half: Verdict = Verdict.HOLDS,
    once: Verdict = Verdict.HOLDS,
    said: str = "closes with 1002",
) -> Result:
    """One that was judged to its end; what breaks has one counterexample."""
    verdicts = {HALF.rule: half, ONCE.rule: once}
    return Result(
        peer=peer,
        version="1.0",
        language="C++",
        role=role,
        way="in process",
        changed=["compression off"],
        is_whole=True,
        verdicts=verdicts,
        counterexamples=[
            make_counterexample(rule, verdict, said)
            for rule, verdict in verdicts.items()
            if verdict.breaks
        ],
        answers={BAD_UTF8.choice: [said]},
        outcomes=[
            Outcome(input="80", name="nothing happens", outcome="closes with 1000"),
            Outcome(input="8003880102", name="half a code", outcome=said),
        ],
        again=f"script/conformance --show {peer}",
    )


def make_counterexample(rule: str, verdict: Verdict, said: str) -> Counterexample:
    return Counterexample(
        rule=rule,
        kind="a body of one byte",
        verdict=verdict,
        input="8003880102",
        story=["a server", f"it {said}"],
        expected="it is rejected",
        happened=said,
    )


def make_table(*results: Result) -> Table:
    return Table(
        settings=Settings(source="abc"), rules=[HALF, ONCE], choices=[BAD_UTF8], results=results
    )


def example_table() -> Table:
    """Ours, which holds all; one that breaks a rule as a server alone; a hostile one that crashes
    and one that hangs; one that did not start, and one that is not there."""
    hostile = make_result("wslay", Role.SERVER, Verdict.VIOLATES, Verdict.CRASHES, HOSTILE)
    hostile.version = hostile.language = hostile.runtime = HOSTILE
    hostile.changed, hostile.counterexamples[0].kind = [HOSTILE], HOSTILE
    hostile.trouble = [Trouble(kind="garbage", said=HOSTILE)]
    lost = Result(
        peer="jetty", role=Role.CLIENT, trouble=[Trouble(kind="no start", said="no java")]
    )
    table = make_table(
        make_result("closeframe", Role.CLIENT),
        make_result("closeframe", Role.SERVER),
        make_result("beast", Role.CLIENT, once=Verdict.NOT_APPLICABLE),
        make_result("beast", Role.SERVER, Verdict.VIOLATES, said="accepts it"),
        hostile,
        make_result("ws-loopback", Role.CLIENT, once=Verdict.HANGS, said="closes with 1007"),
        lost,
    )
    table.skipped = [Skipped(peer="qt", why=f"missing {HOSTILE}")]
    return table
