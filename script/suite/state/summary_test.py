from suite.state.record import Finding, Life, Mutants, Night, Source, TargetNight
from suite.state.summary import summary_of


def test_a_summary_adds_up_the_targets() -> None:
    targets = [
        TargetNight(target="a", shape="A", executions=3000, seconds=10, edges=5, seeds=7),
        TargetNight(target="b", shape="B", executions=1000, seconds=30, edges=6, corpus_after=2),
    ]
    findings = [
        Finding(target="a", signature=life, kind="crash", title="", life=life)
        for life in [Life.NEW, Life.NEW, Life.KNOWN, Life.GONE, Life.GONE, Life.GONE]
    ]
    night = Night(
        name="n", started="", targets=targets, findings=findings, source=Source(commit="abc")
    )
    summary = summary_of(night)
    assert (summary.executions, summary.rate, summary.edges, summary.corpus) == (4000, 100, 11, 9)
    assert (summary.new, summary.known, summary.gone) == (2, 1, 3)
    assert summary.commit == "abc" and summary.mutants_killed is None


def test_planted_bugs_that_nobody_measured_are_neither_killed_nor_missed() -> None:
    night = Night(name="n", started="", mutants=Mutants(planted=201))
    assert summary_of(night).mutants_killed is None
    night.mutants = Mutants(planted=201, measured_within_week=3)
    assert summary_of(night).mutants_killed == 0 and summary_of(night).mutants_planted == 201
