"""The page of the API says what the headers say; a name without a comment is a Fault."""

import re
from pathlib import Path

import pytest

from suite.command import Fault
from suite.pages.api import Name, read
from suite.pages.api_page import api, section
from suite.project import ROOT

HEADER = """\
#pragma once
namespace closeframe {
namespace detail {
constexpr int hidden() { return 0; }
}  // namespace detail

/// How it ended.
enum class End { good = 3, bad };

/// A thing of `size()` bytes.
///
/// It grows.
class Thing {
 public:
  /// Of nothing.
  explicit constexpr Thing(int size = {}) noexcept : size_(size) {}
  /// Twice.
  [[nodiscard]] constexpr int
      twice() const& noexcept { return 2 * size_; }
  constexpr int twice() const&& = delete;
  /// The same size.
  friend constexpr bool operator==(const Thing& a, const Thing& b) = default;

 private:
  int size_;
};

/// Of a number.
constexpr int f(int);
/// Of a number.
constexpr int f(long);
}  // namespace closeframe
"""


def names_of(tmp_path: Path, header: str = HEADER) -> dict[str, Name]:
    (tmp_path / "thing.hpp").write_text(header)
    return {name.name: name for name in read(tmp_path)}


def test_what_is_public_is_read_and_nothing_else(tmp_path: Path) -> None:
    names = names_of(tmp_path)
    assert list(names) == ["End", "Thing", "f"]
    assert [part.name for part in names["Thing"].parts] == ["Thing", "twice", "operator=="]
    assert names["Thing"].text == "A thing of `size()` bytes.\n\nIt grows."


def test_a_declaration_stands_as_in_the_header(tmp_path: Path) -> None:
    made, twice, equal = names_of(tmp_path)["Thing"].parts
    assert made.declaration == "explicit constexpr Thing(int size = {}) noexcept"
    assert twice.declaration == "[[nodiscard]] constexpr int\n    twice() const& noexcept"
    assert equal.declaration == "constexpr bool operator==(const Thing& a, const Thing& b)"


def test_overloads_share_a_section(tmp_path: Path) -> None:
    (tmp_path / "thing.hpp").write_text(HEADER)
    both = [name for name in read(tmp_path) if name.name == "f"]
    assert (
        section("f", both)[1]
        == "```cpp\nconstexpr int f(int);\nconstexpr int f(long);\n```\n\nOf a number."
    )


@pytest.mark.parametrize(
    "comment, name", [("  /// Twice.\n", "twice"), ("/// How it ended.\n", "End")]
)
def test_a_name_without_a_comment_is_a_fault(tmp_path: Path, comment: str, name: str) -> None:
    with pytest.raises(Fault, match=name):
        names_of(tmp_path, HEADER.replace(comment, ""))


def test_so_is_a_macro(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="thing.hpp:1: CLOSEFRAME_X has no comment"):
        names_of(tmp_path, "#define CLOSEFRAME_X 1\n" + HEADER)


def test_every_header_of_the_codec_is_on_the_page() -> None:
    page = api(ROOT)
    joined = (ROOT / "src/closeframe/closeframe.hpp").read_text("utf-8")
    for header in re.findall(r'#include "(\S+)"', joined):
        assert f"## `closeframe/{header}`\n" in page
    assert "| `StatusCode code` | RFC 6455 §7.1.5: what was received" in page
