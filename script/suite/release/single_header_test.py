from pathlib import Path

import pytest

from suite.command import Fault
from suite.release.single_header import make_header


def write(folder: Path, **headers: str) -> Path:
    for name, text in headers.items():
        lines = ["// SPDX-License-Identifier: Apache-2.0", "#pragma once", "", text]
        (folder / f"{name}.hpp").write_text("\n".join(lines) + "\n")
    return folder


def test_each_header_stands_once_and_before_who_needs_it(tmp_path: Path) -> None:
    codec = write(
        tmp_path,
        closeframe='#include "frame.hpp"\n#include "body.hpp"',
        frame='#include <span>\n\n#include "body.hpp"\nint frame;',
        body="#include <array>\n#include <span>\nint body;",
    )
    assert make_header(codec).splitlines()[2:] == [
        "#pragma once",
        "",
        "#include <array>",
        "#include <span>",
        "",
        "int body;",
        "int frame;",
    ]


def test_a_header_that_is_missing_is_named(tmp_path: Path) -> None:
    codec = write(tmp_path, closeframe='#include "gone.hpp"')
    with pytest.raises(Fault, match="gone.hpp is included"):
        make_header(codec)
