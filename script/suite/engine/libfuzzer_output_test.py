"""Tests of what is read off libFuzzer's output, on lines that it printed."""

from suite.engine.libfuzzer_output import OWN_LINE, Output, Status, parse

FUZZING = """\
Dictionary: 69 entries
INFO: Running with entropic power schedule (0xFF, 100).
INFO: Loaded 1 modules   (1110 inline 8-bit counters): 1110 [0x563d6c039e88, 0x563d6c03a2de),
INFO: Loaded 1 PC tables (1110 PCs): 1110 [0x563d6c03a2e0,0x563d6c03e840),
INFO: seed corpus: files: 283 min: 1b max: 256b total: 9559b rss: 33Mb
#284\tINITED cov: 235 ft: 402 corp: 80/1367b exec/s: 0 rss: 37Mb
\tNEW_FUNC[1/2]: 0x555555 in closeframe::decode_body(std::span<unsigned char const>)
#371\tREDUCE cov: 236 ft: 407 corp: 83/1515b lim: 254 exec/s: 0 rss: 37Mb L: 76/254 MS: 1 CrossOver-
#1048576\tpulse  cov: 237 ft: 419 corp: 94/1735b lim: 256 exec/s: 349525 rss: 70Mb
###### Recommended dictionary. ######
"\\001\\000" # Uses: 983
Done 1256501 runs in 3 second(s)
stat::number_of_executed_units: 1256501
stat::average_exec_per_sec:     418833
stat::peak_rss_mb:              74
"""

MERGED = """\
#256\tpulse  cov: 241 exec/s: 0 rss: 37Mb
#376\tDONE   cov: 245 exec/s: 0 rss: 39Mb
MERGE-OUTER: successful in 1 attempt(s)
MERGE-OUTER: the control file has 202223 bytes
MERGE-OUTER: 54 new files with 436 new features added; 130 new coverage edges
"""

TWO_FILES = """\
INFO: Seed: 3193409256
/b/body_fuzzer: Running 2 inputs 1 time(s) each.
Running: /seeds/bom-first
Executed /seeds/bom-first in 0 ms
Running: /seeds/one-byte-00
"""

BROKEN = """\
BROKEN PROPERTY Body.canary
  claim      no input is the canary
==10156== ERROR: libFuzzer: deadly signal
    #0 0x55cd185078f1  (/b/body_fuzzer+0x11e8f1)
SUMMARY: libFuzzer: deadly signal
"""


def test_a_run_that_fuzzes() -> None:
    output = parse(FUZZING)
    assert output.started == Status(284, "INITED", 235, 0, 37, 402, 80)
    assert output.status == Status(1048576, "pulse", 237, 349525, 70, 419, 94)
    assert (output.edge_total, output.dictionary_size) == (1110, 69)
    assert (output.execution_count, output.peak_memory) == (1256501, 74)
    assert output.merge_attempt_count is None


def test_executions_are_those_counted_last() -> None:
    output = Output()
    assert output.executions == 0
    lines = FUZZING.splitlines()
    for line in lines[:9]:
        output.read(line)
    assert output.executions == 1048576
    for line in lines[9:]:
        output.read(line)
    assert output.executions == 1256501


def test_only_a_status_is_returned_as_one() -> None:
    output = Output()
    statuses = [status for line in FUZZING.splitlines() if (status := output.read(line))]
    assert [status.event for status in statuses] == ["INITED", "REDUCE", "pulse"]


def test_a_merge() -> None:
    output = parse(MERGED)
    assert (output.merge_attempt_count, output.merged_edge_count) == (1, 130)
    assert output.status == Status(376, "DONE", 245, 0, 39)


def test_files_that_are_run() -> None:
    output = parse(TWO_FILES)
    assert output.executed_count == 1
    assert output.running == "/seeds/one-byte-00"
    assert all(OWN_LINE.fullmatch(line) for line in TWO_FILES.splitlines())
    assert not OWN_LINE.fullmatch("two bytes alike")


def test_an_input_that_it_could_not_write_is_in_its_words() -> None:
    assert parse("Base64: A+0=").breaking == b"\x03\xed"
    assert parse("Base64: ").breaking == b""
    assert parse("Base64: what?").breaking is None
    slow = "Slowest unit: 9 s:\nartifact_prefix='/a/'; Test unit written to /a/slow-unit-1\n"
    assert parse(f"{slow}Base64: A+0=").breaking is None
    assert parse(f"{slow}Base64: A+0=\nBase64: A+g=").breaking == b"\x03\xe8"
    assert parse(BROKEN).breaking is None


def test_a_flood_of_words_keeps_its_beginning_and_its_end() -> None:
    report = parse("\n".join(map(str, range(50_000)))).report
    assert len(report) <= 2000 and report[:1000] == [str(i) for i in range(1000)]
    assert report[-1] == "49999"


def test_a_flag_that_it_does_not_know() -> None:
    said = "WARNING: unrecognized flag '-max_length=3'; use -help=1 to list all flags"
    assert parse(said).refused_flag == "-max_length=3"
    assert parse(FUZZING).refused_flag is None


def test_the_report_is_what_is_not_about_progress() -> None:
    report = parse(FUZZING + BROKEN).report
    assert report[-5:] == BROKEN.splitlines()
    assert not any(line.startswith(("INFO", "#284", "stat::", "\tNEW_FUNC")) for line in report)
    assert parse("\n".join("abcd")).last_words == "b c d"


def test_what_broke_has_a_name() -> None:
    assert parse(BROKEN).signature == "Body.canary"
    assert parse("Killed").signature == "unknown"
