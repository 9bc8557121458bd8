"""The newest night as JUnit XML, for whoever shows the outcome of tests: a case a check of a
property, a target, a finding and a check; a failure a finding; an error a thing that is incomplete.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from suite.markup.junit import as_document, case, outcome
from suite.markup.text import visible
from suite.state.record import Check, Finding, Life, Night, PropsRun, TargetNight, Verdict

PROPS_ENDS = ("clean", "exited with 1")  # the second one: a check failed, and is told as such


def as_junit(night: Night | None) -> str:
    """One document; without suites where there is no night."""
    root = Element("testsuites", name="closeframe")
    if night:
        root.extend([suite(root_name, cases, night) for root_name, cases in suites_of(night)])
    return as_document(root)


def suites_of(night: Night) -> Iterator[tuple[str, list[Element]]]:
    yield "night", [whole_night(night)]
    for run in night.props:
        yield f"properties: {run.what}", list(cases_of_props(run))
    for target in night.targets:
        yield target.target, [case_of_target(target)]
    yield "findings", [case_of_finding(each) for each in night.findings]
    if night.checks:
        yield "checks", [case_of_check(each) for each in night.checks]


def suite(name: str, cases: list[Element], night: Night) -> Element:
    found = Element("testsuite", name=visible(name), timestamp=night.started.rstrip("Z"))
    found.extend(cases)
    found.set("tests", str(len(cases)))
    found.set("failures", str(len(found.findall("testcase/failure"))))
    found.set("errors", str(len(found.findall("testcase/error"))))
    found.set("skipped", str(len(found.findall("testcase/skipped"))))
    found.set("time", f"{sum(float(each.get('time', '0')) for each in cases):.3f}")
    return found


def whole_night(night: Night) -> Element:
    found = case("night", "it was done to its end", night.seconds_used)
    reasons = list(night.incomplete)
    if not reasons and night.verdict in (Verdict.LOST, Verdict.RUNNING, Verdict.INCOMPLETE):
        reasons = [f"the night is {night.verdict.value}"]
    # One error: of several in one case, most readers keep the first alone.
    return outcome(found, "error", "; ".join(reasons), "\n".join(reasons)) if reasons else found


def cases_of_props(run: PropsRun) -> Iterator[Element]:
    if run.end not in PROPS_ENDS:
        yield outcome(case("properties", run.what, run.seconds), "error", f"it ended: {run.end}")
    for check in run.checks:
        found = case("properties", check.name)
        if not check.passed:
            outcome(found, "failure", f"{check.name} is broken", check.cases)
        yield found


def case_of_target(target: TargetNight) -> Element:
    found = case(target.target, "was fuzzed", target.seconds)
    return found if target.executions else outcome(found, "skipped", "no execution")


def case_of_finding(finding: Finding) -> Element:
    found = case(finding.target, finding.signature)
    if finding.life == Life.GONE:
        return found
    shown = [finding.meaning, f"{finding.clause} {finding.claim}".strip(), *finding.frames]
    text = "\n".join([*filter(None, shown), finding.repro])
    return outcome(found, "failure", f"{finding.life.value}: {finding.title}", text)


def case_of_check(check: Check) -> Element:
    found = case("checks", check.name, check.seconds)
    if check.skipped:
        return outcome(found, "skipped", check.skipped)
    if check.passed:
        return found
    return outcome(found, "failure", check.conclusion or check.end, check.log)
