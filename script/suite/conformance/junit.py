"""The table as JUnit XML: a suite a peer and role, a case a rule, a failure a rule that is broken,
an error what was not judged to its end."""

from xml.etree.ElementTree import Element

from suite.conformance.record import Result, Rule, Table, Verdict
from suite.markup.junit import as_document, case, outcome
from suite.markup.text import visible


def as_junit(table: Table) -> str:
    root = Element("testsuites", name="closeframe conformance")
    root.extend([suite(result, table) for result in table.results])
    return as_document(root)


def suite(result: Result, table: Table) -> Element:
    name = f"{result.peer} {result.version}, {result.role.value}"
    cases = [case_of(result, rule) for rule in table.rules]
    if not result.is_whole:
        said = "\n".join(f"{each.kind}: {each.said}" for each in result.trouble)
        whole = case(f"{result.peer}.{result.role.value}", "it was judged to its end")
        cases.append(outcome(whole, "error", "it was not judged to its end", said))
    found = Element("testsuite", name=visible(name))
    found.extend(cases)
    found.set("tests", str(len(cases)))
    for kind, count in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        found.set(count, str(len(found.findall(f"testcase/{kind}"))))
    return found


def case_of(result: Result, rule: Rule) -> Element:
    found = case(f"{result.peer}.{result.role.value}", rule.rule)
    verdict = result.verdict(rule.rule)
    if verdict == Verdict.HOLDS:
        return found
    if not verdict.breaks:
        return outcome(found, "skipped", verdict.value)
    lines = [f"{rule.clause} {rule.sentence}".strip()]
    for each in result.counterexamples_of(rule.rule):
        lines += ["", f"{each.kind}:", *each.story, f"expected {each.expected}"]
        lines += [f"happened {each.happened}", f"{result.again} {each.input}"]
    return outcome(found, "failure", f"{verdict.value}: {rule.claim}", "\n".join(lines))
