"""Packs a build as ClusterFuzz takes it, runs what comes out of the zip as ClusterFuzz does, and
reads the output with ClusterFuzz's patterns."""

import argparse
import configparser
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

from suite.oss_fuzz import clusterfuzz_log as engine_log
from suite.project import ROOT

HERE = ROOT / "fuzz" / "clusterfuzz"
TARGET = "body_fuzzer"
# A job's name has the one, its build's name the other.
SHORT_NAMES = {"asan": "address", "ubsan": "undefined", "msan": "memory"}


def bucket_pattern(job: str) -> str:
    """What the job's build is called in its bucket."""
    text = (HERE / "jobs" / job).read_text()
    found = re.search(r"^RELEASE_BUILD_BUCKET_PATH = gs://[^/]+/(\S+)$", text, re.M)
    assert found
    return found[1]


def run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace")


def pack(programs: dict[str, Path], folder: Path) -> Path:
    """The folder OUT with each target's program and companions, as a zip; its path."""
    out = folder / "out"
    out.mkdir()
    for name, path in programs.items():
        shutil.copy(path, out / name)
    for ending in ("dict", "options"):
        shutil.copy(options.fuzz / f"{TARGET}.{ending}", out)
    with zipfile.ZipFile(out / f"{TARGET}_seed_corpus.zip", "w") as seeds:
        for seed in (ROOT / "corpus" / TARGET).iterdir():
            seeds.write(seed, seed.name)
    done = run(ROOT / "script" / "clusterfuzz-zip", out, "address", "7", folder=folder)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    shutil.rmtree(out)
    return folder / done.stdout.strip()


def unpack(path: Path, folder: Path) -> None:
    """As ClusterFuzz does: it makes the targets executable itself."""
    with zipfile.ZipFile(path) as build:
        build.extractall(folder)
    for program in folder.glob("*_fuzzer"):
        program.chmod(program.stat().st_mode | stat.S_IXUSR)


class ClusterFuzz(unittest.TestCase):
    zip: Path
    build: Path
    seeds: Path

    @classmethod
    def setUpClass(cls) -> None:
        scratch = tempfile.TemporaryDirectory(prefix="closeframe-")
        cls.addClassCleanup(scratch.cleanup)
        folder = Path(scratch.name)
        programs = {TARGET: options.fuzz / TARGET}
        programs |= {"canary_fuzzer": options.canary, "noisy_fuzzer": options.noisy}
        cls.zip = pack(programs, folder)
        cls.build = folder / "unpacked"
        unpack(cls.zip, cls.build)
        cls.seeds = folder / "seeds"
        unpack(cls.build / f"{TARGET}_seed_corpus.zip", cls.seeds)

    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory(prefix="closeframe-")
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)

    def options(self) -> list[str]:
        """The flags that the target's .options file asks for."""
        file = configparser.ConfigParser()
        file.read(self.build / f"{TARGET}.options")
        return [f"-{name}={value}" for name, value in file["libfuzzer"].items()]

    def fuzz(self, name: str, *arguments: str | Path) -> tuple[int, engine_log.EngineLog]:
        """Runs a target of the build; its exit status and what ClusterFuzz reads off it."""
        flags = [f"-artifact_prefix={self.folder}/", "-print_final_stats=1", "-seed=1"]
        done = run(self.build / name, *flags, *arguments, folder=self.folder)
        self.assertNotIn("unrecognized flag", done.stderr)
        return done.returncode, engine_log.parse(done.stderr)

    def test_jobs_are_named_after_engine_sanitizer_and_build(self) -> None:
        jobs = [job.name for job in (HERE / "jobs").iterdir()]
        self.assertTrue(jobs)
        for job in jobs:
            engine, short, project = job.split("_")
            self.assertEqual((engine, project), ("libfuzzer", "closeframe"))
            self.assertEqual(bucket_pattern(job), f"closeframe-{SHORT_NAMES[short]}-([0-9]+).zip")

    def test_zip_is_what_the_job_looks_for(self) -> None:
        self.assertRegex(self.zip.name, f"^{bucket_pattern('libfuzzer_asan_closeframe')}$")

    def test_statistics(self) -> None:
        new = self.folder / "new"
        new.mkdir()
        flags = [*self.options(), f"-dict={self.build / TARGET}.dict", "-runs=20000"]
        status, log = self.fuzz(TARGET, *flags, new, self.seeds)
        self.assertEqual(status, 0)
        self.assertLessEqual({"INITED", "NEW", "REDUCE", "DONE"}, log.progress)
        self.assertGreaterEqual(log.statistics["number_of_executed_units"], 20000)
        self.assertLessEqual(
            {"average_exec_per_sec", "new_units_added", "slowest_unit_time_sec", "peak_rss_mb"},
            log.statistics.keys(),
        )
        self.assertGreater(log.edge_total, 100)
        self.assertGreater(log.dictionary_size, 0)
        self.assertEqual(log.foreign, [])
        self.assertIsNone(log.reproducer)

    def test_merge(self) -> None:
        merged = self.folder / "merged"
        merged.mkdir()
        status, log = self.fuzz(TARGET, "-merge=1", merged, self.seeds)
        self.assertEqual(status, 0)
        assert log.merged
        file_count, feature_count, edge_count = log.merged
        self.assertEqual(file_count, len(list(merged.iterdir())))
        self.assertGreater(min(feature_count, edge_count), 0)

    def test_a_bug_leaves_a_reproducer(self) -> None:
        status, log = self.fuzz("canary_fuzzer", "-max_total_time=60")
        self.assertEqual(status, engine_log.EXIT_OF_A_BUG)
        assert log.reproducer
        self.assertEqual(self.fuzz("canary_fuzzer", log.reproducer)[0], engine_log.EXIT_OF_A_BUG)
        self.assertEqual(self.fuzz(TARGET, log.reproducer)[0], 0)

    def test_a_target_that_prints_is_noticed(self) -> None:
        status, log = self.fuzz("noisy_fuzzer", "-runs=20000")
        self.assertEqual(status, 0)
        self.assertIn("two bytes alike", log.foreign)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fuzz", type=Path, required=True, help="folder of the built targets")
    parser.add_argument("--canary", type=Path, required=True, help=f"{TARGET} with a planted bug")
    parser.add_argument("--noisy", type=Path, required=True, help="a target that prints")
    options, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])
