"""Runs script/bootstrap beside a Debian of a few made-up packages, where apt-get only simulates."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from suite.project import ROOT

BOOTSTRAP = ROOT / "script" / "bootstrap"
FOR_32_BITS = "g++-multilib"
PEER = "libpoco-dev"
OTHER_PEER = "python3-tornado"
MISSING = "patch"  # of the made-up machine


def record(name: str, *fields: str) -> str:
    lines = [f"Package: {name}", "Version: 1", "Architecture: all", "Maintainer: nobody"]
    return "\n".join([*lines, "Description: made up", *fields]) + "\n\n"


class Machine:
    """All that bootstrap asks for is installed, but for two packages; and `crossbuild`, with which
    the one or the other may conflict."""

    def __init__(self, folder: Path, *, conflict_of: str = "", on_offer: bool = True) -> None:
        self.folder = folder
        for name in ("lists/partial", "cache/partial", "dpkg/info", "dpkg/updates", "offered"):
            (folder / name).mkdir(parents=True)
        rows = re.findall(r"^(\S+) +\| ", BOOTSTRAP.read_text(), re.M)
        here = [name for name in rows if name != MISSING] + ["crossbuild"]
        installed = "Status: install ok installed"
        (folder / "dpkg/status").write_text("".join(record(name, installed) for name in here))
        there = (MISSING, FOR_32_BITS, PEER, OTHER_PEER)
        offers = [record(name, *self.offer(name, conflict_of)) for name in there]
        (folder / "offered/Packages").write_text("".join(offers) if on_offer else "")
        (folder / "sources").write_text(f"deb [trusted=yes] file:{folder}/offered ./\n")
        settings = {
            "APT::Get::Simulate": "true",
            "APT::Sandbox::User": "root",
            "Dir::State::status": folder / "dpkg/status",
            "Dir::State::lists": folder / "lists",
            "Dir::Cache": folder / "cache",
            "Dir::Etc::sourcelist": folder / "sources",
            "Dir::Etc::sourceparts": "/dev/null",
        }
        lines = [f'{name} "{value}";\n' for name, value in settings.items()]
        (folder / "apt.conf").write_text("".join(lines))
        sudo = folder / "sudo"
        sudo.write_text('#!/bin/sh\nexec "$@"\n')  # the real one would forget all this
        sudo.chmod(0o755)
        npm = folder / "npm"
        npm.write_text(f'#!/bin/sh\necho "$@" >{folder}/npm-said\n')
        npm.chmod(0o755)

    def offer(self, name: str, conflict_of: str) -> list[str]:
        conflict = ["Conflicts: crossbuild"] if name == conflict_of else []
        return [f"Filename: ./{name}.deb", "Size: 1", "SHA256: 00", *conflict]

    def run(self, *options: str) -> tuple[int, str]:
        """The exit status of bootstrap, and what it said."""
        environment = os.environ | {
            "APT_CONFIG": str(self.folder / "apt.conf"),
            "DPKG_ADMINDIR": str(self.folder / "dpkg"),
            "XDG_CACHE_HOME": str(self.folder),
            "PATH": f"{self.folder}:{os.environ['PATH']}",
        }
        done = subprocess.run(
            [BOOTSTRAP, *options], env=environment, capture_output=True, text=True, timeout=60
        )
        return done.returncode, done.stdout + done.stderr


def test_what_is_missing_is_installed(tmp_path: Path) -> None:
    status, said = Machine(tmp_path).run()
    assert (status, "Inst patch" in said) == (0, True), said
    assert "Inst g++-multilib" not in said


def test_32_bits_are_installed_where_they_can_be_had(tmp_path: Path) -> None:
    status, said = Machine(tmp_path).run("--with-32-bits")
    assert (status, "Inst g++-multilib" in said) == (0, True), said


@pytest.mark.parametrize(("options", "package"), [(["--with-32-bits"], FOR_32_BITS), ([], MISSING)])
def test_no_package_is_removed_to_install_one(
    tmp_path: Path, options: list[str], package: str
) -> None:
    status, said = Machine(tmp_path, conflict_of=package).run(*options)
    assert (status, "remove is disabled" in said) == (1, True), said
    assert "Remv" not in said and "Inst" not in said


def test_what_apt_knows_to_conflict_is_not_asked_for_again(tmp_path: Path) -> None:
    machine = Machine(tmp_path, conflict_of=FOR_32_BITS)
    machine.run("--with-32-bits")
    status, said = machine.run("--with-32-bits")
    assert (status, "g++-multilib cannot be had here" in said) == (1, True), said
    assert "Packages" not in said  # of an update


def test_32_bits_that_nobody_offers_cannot_be_had(tmp_path: Path) -> None:
    status, said = Machine(tmp_path, on_offer=False).run("--with-32-bits")
    assert (status, "Inst" in said) == (1, False), said


def test_to_check_is_only_to_look(tmp_path: Path) -> None:
    status, said = Machine(tmp_path).run("--check")
    assert status == 1
    assert "Inst" not in said and "\n  patch " in said and "g++-multilib" not in said


def test_peers_are_installed_and_said_where_they_cannot_be_had(tmp_path: Path) -> None:
    status, said = Machine(tmp_path).run("--peers")
    assert status == 1
    assert f"Inst {PEER}" in said and f"Inst {OTHER_PEER}" in said and f"Inst {MISSING}" in said
    last = said.splitlines()[-1]
    assert "cannot be had here: " in last and "libsoup-3.0-dev" in last and PEER not in last


def test_a_peer_that_would_remove_a_package_is_left_out(tmp_path: Path) -> None:
    status, said = Machine(tmp_path, conflict_of=PEER).run("--peers")
    assert status == 1
    assert f"Inst {OTHER_PEER}" in said and f"Inst {PEER}" not in said and "Remv" not in said
    assert PEER in said.splitlines()[-1]


def test_packages_of_npm_go_into_the_cache(tmp_path: Path) -> None:
    Machine(tmp_path).run("--peers")
    words = (tmp_path / "npm-said").read_text().split()
    assert words[:3] == ["install", "--prefix", f"{tmp_path}/closeframe/capture"]
    assert {"ws", "undici", "websocket", "faye-websocket"} == set(words[3:])


def test_without_npm_only_its_packages_cannot_be_had(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    (tmp_path / "npm").write_text("#!/bin/sh\nexit 1\n")
    status, said = machine.run("--peers")
    assert status == 1 and f"Inst {PEER}" in said
    assert "undici" in said.splitlines()[-1]
