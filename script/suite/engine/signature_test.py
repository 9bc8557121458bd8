"""Tests of what breaks has for a name, on what sanitizers, libFuzzer and our targets printed."""

import re

import pytest

from suite.engine.signature import (
    Breakage,
    breakage_in,
    breakage_of,
    broken_property,
    is_same,
    steady,
)
from suite.process import End, Ending

BODY = "closeframe::decode_body(std::span<unsigned char const, 18446744073709551615ul>)"
BELOW = (
    "closeframe::props::Case<closeframe::props::shapes::Body> closeframe::props::case_from"
    "<closeframe::props::shapes::Body>(std::span<unsigned char const, 18446744073709551615ul>)",
    "void closeframe::fuzz::check_properties<closeframe::props::shapes::Body>(std::span<int>)",
    "LLVMFuzzerTestOneInput",
    "fuzzer::Fuzzer::ExecuteCallback(unsigned char const*, unsigned long)",
    "main",
)
RAISED = (
    "__sanitizer_print_stack_trace",
    "fuzzer::PrintStackTrace()",
    "fuzzer::Fuzzer::CrashCallback()",
    "__pthread_kill_implementation",
    "raise",
)


def stack(*functions: str, line: int = 1) -> str:
    """A stack as it is printed: these functions and what is beneath a target."""
    lines = []
    for i, function in enumerate([*functions, *BELOW]):
        ours = "closeframe::" in function or "LLVM" in function
        place = (
            f"/checkout/src/closeframe/body.hpp:{line + i}:9"
            if ours
            else "(/b/t+0x50) (BuildId: 4)"
        )
        lines.append(f"    #{i} 0x55d01234{i:04x} in {function} {place}")
    return "\n".join(lines) + "\n\n"


def asan(what: str, *functions: str, line: int = 1) -> str:
    return (
        "=================================================================\n"
        f"==12065==ERROR: AddressSanitizer: {what}\n"
        f"READ of size 1 at 0x502000000051 thread T0\n{stack(*functions, line=line)}"
        f"SUMMARY: AddressSanitizer: something /checkout/src/closeframe/body.hpp:{line}:9\n"
    )


def deadly(before: str, *functions: str) -> str:
    told = f"==9== ERROR: libFuzzer: deadly signal\n{stack(*RAISED, *functions)}"
    return before + told + "SUMMARY: libFuzzer: deadly signal\n"


def undefined(words: str, *functions: str, line: int = 1) -> str:
    return f"/checkout/src/closeframe/body.hpp:{line}:9: runtime error: {words}\n" + stack(
        *functions, line=line
    )


def hang(*functions: str) -> str:
    alarm = ("fuzzer::PrintStackTrace()", "fuzzer::Fuzzer::AlarmCallback()")
    return f"==7== ERROR: libFuzzer: timeout after 10 seconds\n{stack(*alarm, *functions)}"


def found(text: str) -> Breakage:
    breakage = breakage_in(text)
    assert breakage
    assert re.fullmatch(r"[\w.-]{1,100}", breakage.signature)
    assert "\n" not in breakage.title
    return breakage


def stem(text: str) -> str:
    return re.sub(r"-[0-9a-f]{8}$", "", found(text).signature)


OVERFLOW = "heap-buffer-overflow on address 0x502000000051 at pc 0x56 bp 0x7f sp 0x7e"
READ = "unsigned char closeframe::(anonymous namespace)::read<unsigned char>(unsigned char const*)"
ABORT = deadly("", "abort", BODY)
NULL = "SEGV on unknown address 0x000000000000 (pc 0x56 bp 0x7f sp 0x7e T0)"
SPAN = "std::span<int>::operator[](unsigned long) const"
ASSERTION = "/usr/include/c++/12/span:280: reference: Assertion '__idx < size()' failed.\n"
THROWN = "terminate called after throwing an instance of 'std::runtime_error'\n  what():  bad\n"
CONVERSION = (
    "implicit conversion from type 'int' of value {} (32-bit, signed) to type 'unsigned char' "
    "changed the value to {} (8-bit, unsigned)"
)
HEAP = "Live Heap Allocations: 17 bytes in 4 chunks\n1572864000 byte(s) (92%) in 15 allocation(s)\n"

# One row a cause: what it is called before the hash, and the kind.
CAUSES = [
    (asan(OVERFLOW, READ, BODY), "heap-buffer-overflow-read", "crash"),
    (asan(OVERFLOW, BODY), "heap-buffer-overflow-decode_body", "crash"),
    (asan("heap-use-after-free on address 0x5", BODY), "heap-use-after-free-decode_body", "crash"),
    (
        asan("attempting double-free on 0x50 in thread T0:", "free", BODY),
        "double-free-decode_body",
        "crash",
    ),
    (
        asan("attempting free on address which was not malloc()-ed: 0x5", BODY),
        "bad-free-decode_body",
        "crash",
    ),
    (
        asan("alloc-dealloc-mismatch (operator new [] vs free) on 0x5", BODY),
        "alloc-dealloc-mismatch-decode_body",
        "crash",
    ),
    (asan(NULL, BODY), "null-dereference-decode_body", "crash"),
    (asan("SEGV on unknown address 0x01bddb7d5e00 (pc 0x56", BODY), "SEGV-decode_body", "crash"),
    (
        undefined("signed integer overflow: 2147483647 + 5 cannot be", BODY),
        "signed-integer-overflow-decode_body",
        "crash",
    ),
    (
        undefined("load of null pointer of type 'int'", BODY),
        "load-of-null-pointer-decode_body",
        "crash",
    ),
    (undefined(CONVERSION.format(300, 44), BODY), "implicit-conversion-decode_body", "crash"),
    (undefined("division by zero", READ, BODY), "division-by-zero-read", "crash"),
    (
        undefined("index 5 out of bounds for type 'int[4]'", BODY),
        "index-out-of-bounds-decode_body",
        "crash",
    ),
    (ABORT, "abort-decode_body", "crash"),
    (deadly("", "abort", READ, BODY), "abort-read", "crash"),
    (
        deadly(ASSERTION, "abort", "std::__glibcxx_assert_fail(char const*)", SPAN, BODY),
        "assertion-decode_body",
        "crash",
    ),
    (
        deadly("t: body.hpp:52: int f(): Assertion `n > 1' failed.\n", "abort", BODY),
        "assertion-decode_body",
        "crash",
    ),
    (deadly(THROWN, "abort", "__cxa_throw", BODY), "terminate-decode_body", "crash"),
    (deadly("", BODY), "deadly-signal-decode_body", "crash"),
    (hang(BODY), "hang-decode_body", "hang"),
    (
        f"==5== ERROR: libFuzzer: out-of-memory (used: 1613Mb; limit: 1024Mb)\n\n{HEAP}"
        + stack("malloc", BODY),
        "out-of-memory-decode_body",
        "out of memory",
    ),
    (
        "==5== ERROR: libFuzzer: fuzz target exited\n" + stack("exit", BODY),
        "exited-decode_body",
        "exited",
    ),
    (
        "==5==ERROR: LeakSanitizer: detected memory leaks\n\nDirect leak of 12 byte(s)\n"
        + stack("operator new[](unsigned long)", BODY),
        "leak-decode_body",
        "leak",
    ),
    (
        "==5==WARNING: MemorySanitizer: use-of-uninitialized-value\n" + stack(BODY),
        "use-of-uninitialized-value-decode_body",
        "crash",
    ),
]


@pytest.mark.parametrize("text, name, kind", CAUSES, ids=[row[1] for row in CAUSES])
def test_a_cause_has_a_name_and_a_kind(text: str, name: str, kind: str) -> None:
    breakage = found(text)
    assert (stem(text), breakage.kind) == (name, kind)
    assert breakage.frames[-1] == "decode_body"


def test_every_cause_is_another() -> None:
    signatures = [found(text).signature for text, _, _ in CAUSES]
    assert len(set(signatures)) == len(signatures)


def test_a_long_name_is_cut_and_a_recursion_is_one_function() -> None:
    assert len(found(asan(OVERFLOW, f"closeframe::{'long' * 50}(int)")).signature) <= 100
    assert found(asan(OVERFLOW, READ, READ, BODY, BODY)).frames == ["read", "decode_body"]


def test_neither_line_nor_value_nor_address_makes_another() -> None:
    later = asan(OVERFLOW.replace("51", "99"), READ, BODY, line=70)
    assert found(later).signature == found(asan(OVERFLOW, READ, BODY)).signature
    values = [undefined(CONVERSION.format(a, b), BODY, line=a) for a, b in ((300, 44), (-1, 255))]
    assert found(values[0]).signature == found(values[1]).signature


def test_a_crash_of_the_codec_is_one_whoever_called_it() -> None:
    called = "bool closeframe::props::body::round_trips(closeframe::props::Case<int> const&)"
    assert found(asan(OVERFLOW, BODY, called)).signature == found(asan(OVERFLOW, BODY)).signature
    assert found(asan(OVERFLOW, called)).frames == ["body::round_trips"]


def test_memory_without_limit_is_one_bug_whichever_limit_it_met() -> None:
    limits = [
        "==5== ERROR: libFuzzer: out-of-memory (malloc(6442450944))\n\n" + stack("malloc", BODY),
        asan("requested allocation size 0x32 (0x33 after adjustments) exceeds", BODY),
        next(text for text, name, _ in CAUSES if name.startswith("out-of-memory")),
    ]
    assert len({found(text).signature for text in limits}) == 1
    assert {found(text).kind for text in limits} == {"out of memory"}


@pytest.mark.parametrize("depth", [7, 8, 200])
def test_a_stack_overflow_is_one_however_deep_and_whoever_came_last(depth: int) -> None:
    odd, even = "closeframe::odd(int)", "closeframe::even(int)"
    said = "stack-overflow on address 0x7ffe24fc7ff0 (pc 0x56 bp 0x7f sp 0x7e T0)"
    first = found(asan(said, *[odd, even] * 3))
    deep = found(asan(said, "closeframe::leaf(int)", *([even, odd] * depth)[: 2 * depth - 1]))
    assert first.signature == deep.signature
    assert first.frames == ["even", "odd"]
    assert first.signature != found(asan(said, *[odd] * 9)).signature


def test_a_hang_is_what_all_looks_at_it_were_in() -> None:
    leaf, other, loop = ("closeframe::leaf(int)", "closeframe::other(int)", "closeframe::loop()")
    looks = [found(hang(*each, loop, BODY)) for each in ((leaf,), (), (other,))]
    assert steady(looks).frames == ["loop", "decode_body"]
    assert steady(looks).title == "hang in loop"
    assert steady(looks[::2]).frames == ["loop", "decode_body"]
    assert is_same(looks[0], looks[1]) and is_same(looks[0], looks[2])
    # Two functions that one calls may be two bugs, where nothing says that the caller loops.
    assert not is_same(found(hang(leaf, BODY)), found(hang(other, BODY)))
    assert is_same(steady(looks), looks[2])
    # Two loops are two bugs, however deep below the same callers they are.
    way = [f"closeframe::way_{i}()" for i in range(4)]
    one, two = (steady([found(hang(each, *way, BODY))] * 2) for each in (leaf, other))
    assert not is_same(one, two) and one.title == "hang in leaf"
    assert not is_same(found(hang(BODY)), found(ABORT))
    # Nothing is known of where it hung: that is no reason to take it for another.
    unknown = found("==7== ERROR: libFuzzer: timeout after 10 seconds\n")
    assert not is_same(unknown, looks[0]) and steady([unknown, looks[0]]) == unknown


BROKEN = (
    "BROKEN PROPERTY Body.canary\n  claim      no input is the canary\n  clause     policy\n"
    "==10156== ERROR: libFuzzer: deadly signal\n    #0 0x55cd185078f1  (/b/body_fuzzer+0x11e8f1)\n"
)


def test_a_property_is_its_own_name() -> None:
    breakage = found(BROKEN)
    assert breakage == Breakage(
        "Body.canary", "property", "Body.canary is broken: no input is the canary"
    )
    assert broken_property(BROKEN) == "Body.canary"
    assert broken_property("SUMMARY: libFuzzer: timeout") is None
    # What broke first is what broke.
    assert stem(ABORT + BROKEN) == "abort-decode_body"


def test_a_stack_without_names_still_has_a_kind() -> None:
    unreadable = "==9== ERROR: libFuzzer: deadly signal\n    #0 0x55cd185078f1  (/b/t+0x11e8f1)\n"
    assert found(unreadable).signature == "deadly-signal"


@pytest.mark.parametrize(
    "end, signature",
    [
        (End(Ending.KILLED, signal=9), "killed-by-SIGKILL"),
        (End(Ending.CRASH, signal=11), "killed-by-SIGSEGV"),
        (End(Ending.EXITED, status=3), "exited-with-3"),
        (End(Ending.HANG), "hang"),
        (End(Ending.OUT_OF_MEMORY), "out-of-memory"),
        (End(Ending.CRASH, status=77), "crash"),
        (End(Ending.CLEAN, status=0), None),
        (End(Ending.STOPPED), None),
        (End(Ending.LOST), None),
    ],
)
def test_an_end_without_a_word_is_named_by_the_end(end: End, signature: str | None) -> None:
    breakage = breakage_of(end, "INFO: Seed: 1\n")
    assert (breakage.signature if breakage else None) == signature
    if breakage and end.ending != Ending.CLEAN:
        told = breakage_of(end, ABORT)
        assert told and told.signature == found(ABORT).signature
