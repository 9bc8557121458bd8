from pathlib import Path

import pytest

from suite.pages.walk import fault_of, pattern_of


def step(commands: str, wanted: str | None = None) -> str:
    return f"```sh\n{commands}\n```\n" + (f"\n```text\n{wanted}\n```\n" if wanted else "")


@pytest.mark.parametrize(
    ("wanted", "output", "any_number", "found"),
    [
        ("a\nb", "x\na\nb\ny\n", False, True),
        ("a\nb", "a\nx\nb\n", False, False),
        ("a\n…\nb", "a\nx\ny\nb\n", False, True),
        ("a\n…\nb", "a\nb\n", False, True),
        ("a\n…\nb", "b\na\n", False, False),
        ("ran … of 3", "ran 1 or 2 of 3\n", False, True),
        ("ran … of 3", "ran 1 of 33\n", False, False),
        ("1.5 % of 1,000", "23 %  of 7\n", True, True),
        ("1.5 % of 1,000", "1.5 % of 1,0001\n", False, False),
        ("1.5 % of", "x % of\n", True, False),
        ("kept in Body.a-e4788f8d", "kept in Body.a-01234567\n", True, True),
        ("kept in Body.a-e4788f8d", "kept in Body.b-01234567\n", True, False),
    ],
)
def test_what_an_output_may_differ_in(
    wanted: str, output: str, any_number: bool, found: bool
) -> None:
    assert (pattern_of(wanted, any_number).search(output) is not None) == found


def test_steps_share_a_shell_and_a_folder(tmp_path: Path) -> None:
    page = step("mkdir a\ncd a") + step("echo here > file") + step("cat file; false", "here")
    assert fault_of(page, False, tmp_path) is None
    assert (tmp_path / "a" / "file").exists()


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ("", "there is no step"),
        (step("echo a", "b"), "step 1 should print"),
        (step("true") + step("false") + step("true"), "step 2 fails"),
        (step("echo a", "a") + step("exit 0") + step("true"), "step 2 fails"),
    ],
)
def test_a_page_that_is_wrong(tmp_path: Path, page: str, fault: str) -> None:
    assert fault in (fault_of(page, False, tmp_path) or "")


def test_a_sample_is_run_beside_the_files_of_the_project(tmp_path: Path) -> None:
    page = step("false") + step("ls README.md script/nightly", "README.md\nscript/nightly")
    assert fault_of(page, True, tmp_path) is None
    assert not (tmp_path / "state").exists()
