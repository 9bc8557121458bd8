import pytest

from suite.pages.example import wrong_examples

PAGE = """\
```cpp
#include <closeframe/close.hpp>
#include <iostream>
const closeframe::Close close;
int main() { std::cout << close.reason().size() << '\\n'; }
```

It prints:

```text
0
```
"""


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("", "", []),
        ("```text\n0", "```text\n1", ["example 1 should print:\n1\nbut gives:\n0\n"]),
        ("```text", "```", ["no block ```text"]),
        (".size()", ".length_of()", ["length_of"]),
        ("std::cout <<", "return 3 +", ["exit status"]),
        ("```cpp", "```c++", ["there is no example"]),
    ],
)
def test_examples(old: str, new: str, wrong: list[str]) -> None:
    found = wrong_examples(PAGE.replace(old, new), "g++")
    assert len(found) == len(wrong)
    assert all(one in other for one, other in zip(wrong, found))
