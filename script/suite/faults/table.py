"""The faults that a night is tried with, a row each: how it is planted, what must come of it."""

from dataclasses import dataclass

from suite.state.record import Verdict

# What `rare` waits for, and two inputs that have it: kinds with two causes have the second of the
# second one.
RARE = b"\x0b\xb8fault"
FIRST, SECOND = RARE + b"1 is what a peer may say", RARE + b"2 is what a peer may say"

CLEAN, FINDINGS, INCOMPLETE = Verdict.CLEAN, Verdict.FINDINGS, Verdict.INCOMPLETE
STATUS = {CLEAN: 0, FINDINGS: 1, INCOMPLETE: 3}
SOMEWHERE = r"-\w{8}"  # the end of a name that has frames
# Where it happens again when it is to be named, its frames are known.
AT_TIMES = rf"abort-abort_once{SOMEWHERE}|deadly-signal"


@dataclass(frozen=True)
class Row:
    """`fault` is a CLOSEFRAME_FAULT: see mutants/faults/faults.hpp. `findings` are regular
    expressions of names, one for each finding that there must be, and no other."""

    what: str
    fault: str
    findings: tuple[str, ...] = ()
    verdict: Verdict = FINDINGS
    inputs: tuple[bytes, ...] = (FIRST,)  # what the night's corpus has
    seconds: int = 10  # that the night has, for each target
    reproduces: bool = True  # False: it is flaky, or nobody can say
    warning: str = ""  # a word that a warning must have
    incomplete: str = ""  # a word that what could not be done must have
    preset: str = "clang"
    others: tuple[str, ...] = ()  # targets without a fault that must have their part, too
    has_words: bool = True  # a sanitizer, the engine or the target can say what broke
    small: bool = False

    @property
    def name(self) -> str:
        return self.fault.replace(":", "-") + ("-by-two-inputs" if len(self.inputs) > 1 else "")


def start(kind: str, what: str, small: bool = False) -> Row:
    """A fault of the engine's process before it has run anything."""
    return Row(
        f"the engine {what} when it starts",
        f"start:every:{kind}",
        verdict=INCOMPLETE,
        incomplete="body_fuzzer",
        others=("utf8_fuzzer",),
        small=small,
    )


def crash(kind: str, what: str, name: str, small: bool = False) -> Row:
    """In the codec, on an input that only the corpus has."""
    return Row(f"the codec {what}", f"codec:rare:{kind}", (name + SOMEWHERE,), small=small)


TABLE = [
    # Ends
    crash("abort", "aborts", "abort-abort_once", small=True),
    Row(
        "the same from two inputs: one finding",
        "codec:rare:abort",
        ("abort-abort_once" + SOMEWHERE,),
        inputs=(FIRST, SECOND),
    ),
    Row(
        "two functions abort: two findings",
        "codec:rare:two-aborts",
        ("abort-abort_once" + SOMEWHERE, "abort-abort_elsewhere" + SOMEWHERE),
        inputs=(FIRST, SECOND),
        small=True,
    ),
    crash("terminate", "calls std::terminate", "terminate-terminate"),
    crash("throw", "throws through noexcept", "terminate-(strike_codec|throw_error)"),
    crash("exit-3", "calls exit(3)", "exited-exit_3"),
    Row(
        "the codec calls _Exit(3)",
        "codec:rare:_Exit-3",
        ("exited-with-3",),
        has_words=False,
        small=True,
    ),
    Row("the codec calls _Exit(0)", "codec:rare:_Exit-0", ("exited-with-0",), has_words=False),
    Row(
        "the codec's process gets SIGKILL, as of the kernel when memory runs out",
        "codec:rare:kill",
        ("killed-by-SIGKILL",),
        has_words=False,
        small=True,
    ),
    # Time
    crash("hang", "never ends", "hang-hang", small=True),
    Row(
        "two functions never end: two findings",
        "codec:rare:two-hangs",
        ("hang-hang" + SOMEWHERE, "hang-hang_elsewhere" + SOMEWHERE),
        inputs=(FIRST, SECOND),
        seconds=60,  # an engine takes ten of them to notice one
    ),
    Row("an input takes seconds", "property:rare:slow", ("slow",), small=True),
    Row("every input takes milliseconds", "property:every:slower", verdict=CLEAN, warning="rate"),
    # Memory
    crash("gigabytes", "allocates 6 GiB at once", "out-of-memory-.*", small=True),
    Row(
        "the codec allocates more and more",
        "codec:rare:more-and-more",
        ("out-of-memory.*",),
    ),
    Row("a property leaks memory", "property:rare:leak", ("leak-leak" + SOMEWHERE,)),
    crash("stack-overflow", "recurses without end", "stack-overflow-recurse"),
    crash("null", "writes to a null pointer", "null-dereference-write_to_null", small=True),
    Row(
        "two functions write to null: two findings",
        "codec:rare:two-nulls",
        (
            "null-dereference-write_to_null" + SOMEWHERE,
            "null-dereference-write_to_null_elsewhere" + SOMEWHERE,
        ),
        inputs=(FIRST, SECOND),
    ),
    crash(
        "heap-read", "reads past its heap", "heap-buffer-overflow-read_past_the_heap", small=True
    ),
    crash("heap-write", "writes past its heap", "heap-buffer-overflow-write_past_the_heap"),
    crash("stack-read", "reads past its stack", "stack-buffer-overflow-read_past_the_stack"),
    crash("use-after-free", "uses freed memory", "heap-use-after-free-use_after_free"),
    crash("double-free", "frees twice", "double-free-free_twice"),
    crash("span-index", "indexes past a span", "assertion-index_past_a_span"),
    Row(
        "a property uses uninitialised memory, under MSan",
        "property:rare:uninitialised",
        ("use-of-uninitialized-value-use_uninitialised" + SOMEWHERE,),
        preset="msan",
    ),
    # Arithmetic
    crash("int-overflow", "overflows an int", "signed-integer-overflow-overflow_an_int"),
    crash("shift", "shifts too far", "shift-exponent.*-shift_too_far"),
    crash("conversion", "loses bits of a number", "implicit-conversion-lose_bits"),
    # At times
    Row(
        "the codec aborts at some times",
        "codec:rare:by-time",
        (AT_TIMES,),
        reproduces=False,
    ),
    Row(
        "the codec aborts at most addresses of its stack",
        "codec:rare:by-address",
        (AT_TIMES,),
        reproduces=False,
    ),
    Row(
        "the codec aborts at the first such input of a process alone",
        "codec:rare:at-first",
        ("abort-abort_once" + SOMEWHERE,),
    ),
    Row(
        "the codec aborts after many such inputs of one process",
        "codec:rare:later",
        ("deadly-signal",),  # alone it does not happen again: nobody can say where it was
        reproduces=False,
    ),
    # Output
    crash("flood", "prints 64 MiB, and aborts", "abort-abort_once"),
    Row(
        "the codec closes both outputs, and aborts",
        "codec:rare:silence",
        ("[a-z].*",),
        has_words=False,
    ),
    # Properties, and props
    Row("a property is broken", "property:rare:broken", ("Body.decode_is_total",), small=True),
    Row(
        "two properties are broken by the same input: an engine says the first",
        "property:rare:both-broken",
        ("Body.decode_is_total",),
    ),
    Row(
        "the same by inputs that props comes upon: what the target says first",
        "property:common:both-broken",
        ("Body.decode_is_total",),
        inputs=(),
    ),
    Row(
        "a property throws in props, and in the target",
        "property:common:throw",
        ("terminate-throw_error" + SOMEWHERE,),
        inputs=(),
    ),
    Row(
        "the codec aborts in props, and in the target",
        "codec:common:abort",
        ("abort-abort_once" + SOMEWHERE,),
        inputs=(),
        small=True,
    ),
    Row(
        "the codec never ends in props, nor in the target",
        "codec:common:hang",
        ("hang-hang" + SOMEWHERE,),
        inputs=(),
        seconds=60,
    ),
    Row(
        "the codec calls _Exit(3) in props alone",
        "codec:in-props:_Exit-3",
        ("[a-z].*",),
        inputs=(),
        reproduces=False,
        has_words=False,
    ),
    # The engine
    start("abort", "aborts", small=True),
    start("hang", "never ends"),
    start("_Exit-0", "calls _Exit(0)"),
    start("exit-3", "calls exit(3)"),
    start("kill", "gets SIGKILL"),
]
