"""Tests of how the functions of a stack are read, as llvm-symbolizer writes them."""

import pytest

from suite.engine.stack import function_name, ours

SPAN = "std::span<unsigned char const, 18446744073709551615ul>"


@pytest.mark.parametrize(
    "text, name",
    [
        (f"closeframe::decode_body({SPAN})", "closeframe::decode_body"),
        ("unsigned char closeframe::read<unsigned char>(int)", "closeframe::read"),
        (
            "std::expected<closeframe::Close, closeframe::Error> closeframe::Close::with(int)",
            "closeframe::Close::with",
        ),
        ("closeframe::(anonymous namespace)::spin(int)", "closeframe::spin"),
        ("closeframe::f(int)::'lambda'(auto)::operator()<int>(auto) const", "closeframe::f"),
        ("closeframe::Code::operator bool() const", "closeframe::Code::operator-bool"),
        ("closeframe::operator<<(std::ostream&, int)", "closeframe::operator"),
        ("closeframe::operator<=>(int, int)", "closeframe::operator"),
        ("closeframe::quoted[abi:cxx11](int)", "closeframe::quoted"),
        ("decltype(auto) closeframe::visit<int>(int)", "closeframe::visit"),
        (
            "closeframe::Frame const& std::optional<closeframe::Frame>::value()",
            "std::optional::value",
        ),
        ("main", "main"),
    ],
)
def test_a_function_is_its_name(text: str, name: str) -> None:
    assert function_name(text) == name


def test_only_the_first_stack_is_read_and_only_what_is_ours() -> None:
    first = (
        "    #0 0x1f in operator new(unsigned long) (/b/t+0x14)\n"
        "    #1 0x1f in std::vector<closeframe::Close>::reserve(int) /usr/include/c++/v.h:1:2\n"
        "    #2 0x1f in closeframe::decode(int) /a folder/src/closeframe/body.hpp:9:1\n"
        "    #3 0x1f  (/lib/libc.so.6+0x3c04f) (BuildId: 9)\n"
        "    #4 0x1f in closeframe::fuzz::check_properties<int>(int) /b/fuzz/target.hpp:1:2\n"
    )
    other = [f"    #{i} 0x1f in closeframe::other(int) /b/x.hpp:1:1\n" for i in range(9)]
    second = "freed by thread T0 here:\n" + "".join(other)
    frames = ours("==1==ERROR\n" + first + "\n" + second)
    assert [frame.name for frame in frames] == ["decode", "fuzz::check_properties"]
    assert [frame.is_codec for frame in frames] == [True, False]
    assert ours(first + second) == frames
    assert ours("no stack at all") == []
