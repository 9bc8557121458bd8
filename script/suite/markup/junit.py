"""JUnit XML, for whoever shows the outcome of tests."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from suite.markup.text import visible


def case(group: str, name: str, seconds: float = 0) -> Element:
    attributes = {"classname": f"closeframe.{visible(group)}", "name": visible(name)}
    return Element("testcase", {**attributes, "time": f"{seconds:.3f}"})


def outcome(found: Element, kind: str, message: str, text: str = "") -> Element:
    """Adds `kind`, which is failure, error or skipped, to a case."""
    part = SubElement(found, kind, message=visible(message).replace("\n", " "))
    part.text = visible(text) or None
    return found


def as_document(root: Element) -> str:
    """The whole text; `root` gets the sums of what its suites count."""
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(each.get(count, "0")) for each in root)))
    indent(root)
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return declaration + tostring(root, encoding="unicode") + "\n"
