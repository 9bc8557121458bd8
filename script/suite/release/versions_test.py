"""The version stands in the codec's header; what cannot read it there must say the same."""

import json
import re

from suite.project import ROOT
from suite.release.single_header import CODEC


def version() -> str:
    text = (CODEC / "version.hpp").read_text("utf-8")
    return ".".join(re.findall(r"define CLOSEFRAME_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", text))


def test_the_port_for_vcpkg_has_the_version_of_the_header() -> None:
    port = json.loads((ROOT / "packaging/vcpkg/closeframe/vcpkg.json").read_text("utf-8"))
    assert port["version"] == version()


def test_the_changelog_has_a_section_for_the_version() -> None:
    assert f"## [{version()}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
