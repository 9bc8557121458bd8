from pathlib import Path

import pytest

from suite.engine.inputs import observe
from suite.engine.stand_in import build_stand_in
from suite.project import BUILT_VARIABLE, read_manifest

BODY = read_manifest()["body_fuzzer"]


@pytest.mark.parametrize(
    "data, signature",
    [(b"nothing", None), (b"exit", "exited-with-3"), (b"quit", "exited-with-0")],
)
def test_a_target_that_ends_before_its_input_is_done_has_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, signature: str | None
) -> None:
    build_stand_in(tmp_path / "build", BODY.name)
    monkeypatch.setenv(BUILT_VARIABLE, str(tmp_path / "build"))
    (tmp_path / "input").write_bytes(data)
    assert observe(BODY, tmp_path / "input").signature == signature
