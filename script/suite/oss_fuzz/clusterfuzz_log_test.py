from suite.oss_fuzz.clusterfuzz_log import parse

FUZZING = """\
Dictionary: 69 entries
INFO: Loaded 1 PC tables (1110 PCs): 1110 [0x563d6c03a2e0,0x563d6c03e840),
before it begins nobody minds
#284\tINITED cov: 235 ft: 402 corp: 80/1367b exec/s: 0 rss: 37Mb
\tNEW_FUNC[1/2]: 0x555555 in closeframe::decode_body
#371\tREDUCE cov: 236 ft: 407 corp: 83/1515b lim: 254 exec/s: 0 rss: 37Mb
{talk}
#1256501\tDONE   cov: 237 ft: 419 corp: 94/1735b lim: 256 exec/s: 418833 rss: 74Mb
Done 1256501 runs in 3 second(s)
stat::number_of_executed_units: 1256501
"""


def test_what_a_run_says() -> None:
    log = parse(FUZZING.format(talk=""))
    assert log.progress == {"INITED", "REDUCE", "DONE"}
    assert log.statistics == {"number_of_executed_units": 1256501}
    assert (log.edge_total, log.dictionary_size) == (1110, 69)
    assert (log.merged, log.reproducer) == (None, None)


def test_only_talk_between_lines_of_progress_is_the_targets() -> None:
    assert parse(FUZZING.format(talk="two bytes alike")).foreign == ["two bytes alike"]


def test_a_report_that_the_engine_survives_is_not_the_targets() -> None:
    slow = "==1== ERROR: libFuzzer: slow\nstack\nartifact; Test unit written to ./slow-unit-1"
    log = parse(FUZZING.format(talk=slow))
    assert log.foreign == []
    assert log.reproducer == "./slow-unit-1"


def test_a_merge() -> None:
    line = "MERGE-OUTER: 54 new files with 436 new features added; 130 new coverage edges"
    assert parse(line).merged == (54, 436, 130)
