"""Writes a shape with all that belongs to it: its target, seeds, properties, generator and domains.
It builds, runs and is green at once; NAME is written LikeThis.

Its input is bytes that claim to be UTF-8. Put what you mean in the place of that, file by file:
CONTRIBUTING.md says what each is for.

Exit status: 0 it is written, 2 the call is at fault, and nothing is.
"""

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from suite.command import Fault, Parser
from suite.project import ROOT, file_of

TEMPLATES = Path(__file__).parent / "templates"
# Three quarters of the fewest that its seeds reach: of libFuzzer without a sanitizer.
EXPECTED_EDGES = 45
NAME = re.compile(r"(?:[A-Z][a-z0-9]+)+")
COMMENT_OR_TEXT = re.compile(r'//.*|"(?:[^"\\\n]|\\.)*"')
KEYWORDS = set(
    "and asm auto bool break case catch char class compl const continue default delete do double"
    " else enum explicit export extern false float for friend goto if inline int long mutable"
    " namespace new not operator or private protected public register requires return short signed"
    " sizeof static struct switch template this throw true try typedef typeid typename union"
    " unsigned using virtual void volatile while xor std".split()
)


# ---- Names ---------------------------------------------------------------------------------------


def values_of(name: str) -> dict[str, str]:
    """What stands for each @word@ of the templates."""
    file = file_of(name)
    words = file.replace("_", " ")
    article = "an" if words[0] in "aeiou" else "a"
    plural = f"{words[:-1]}ies" if re.search(r"[^aeiou]y$", words) else f"{words}s"
    return {
        "name": name,
        "file": file,
        "words": words,
        "a": article,
        "A": article.capitalize(),
        "plural": plural,
        "edges": str(EXPECTED_EDGES),
    }


def words_of(root: Path) -> set[str]:
    """Every word of the C++ of props/, but for comments and texts."""
    words: set[str] = set()
    for path in (root / "props").rglob("*.hpp"):
        words.update(re.findall(r"\w+", COMMENT_OR_TEXT.sub("", path.read_text("utf-8"))))
    return words


def check_name(root: Path, name: str) -> None:
    """Raises Fault where no shape can be called that."""
    if not NAME.fullmatch(name):
        raise Fault(f"'{name}' is no name of a shape: write it LikeThis, in letters and digits")
    file = values_of(name)["file"]
    taken = [root / path for path in written(values_of(name)) if (root / path).exists()]
    taken += [path for path in [root / f"corpus/{file}_fuzzer"] if path.exists()]
    if taken:
        raise Fault(f"there is a {taken[0].relative_to(root)} already")
    if used := {name, f"{name}Verdict", file} & (KEYWORDS | words_of(root)):
        raise Fault(
            f"'{min(used)}' means something in props/ or in C++ already: choose another name"
        )


# ---- What is written -----------------------------------------------------------------------------


def filled(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"@(\w+)@", lambda found: values[found[1]], text)


def written(values: Mapping[str, str]) -> dict[str, bytes]:
    """The new files, by their paths in the project."""
    files = {}
    for path in sorted(TEMPLATES.rglob("*.in")):
        place = path.relative_to(TEMPLATES).with_suffix("")
        name = place.with_name(place.name.replace("shape", values["file"]))
        files[name.as_posix()] = filled(path.read_text("utf-8"), values).encode()
    for path in sorted((TEMPLATES / "seeds").iterdir()):
        files[f"corpus/{values['file']}_fuzzer/{path.name}"] = path.read_bytes()
    return files


ROW = """\
    {
      "name": "@file@_fuzzer",
      "shape": "@name@",
      "claim": "every property of @a@ @words@ holds for all bytes",
      "max_input_size": 256,
      "dictionary": ["utf8"],
      "expected_edges": @edges@,
      "msan": true
    }"""
LINE = "| `@file@_fuzzer/` | bytes that claim to be UTF-8 |\n"


def with_row(manifest: str, values: Mapping[str, str]) -> str:
    head, end = manifest.rsplit("\n  ]", 1)
    return f"{head},\n{filled(ROW, values)}\n  ]{end}"


def with_line(page: str, values: Mapping[str, str]) -> str:
    rows = list(re.finditer(r"^\| `\w+_fuzzer/` \|.*\n", page, re.M))
    if not rows:
        raise Fault("corpus/README.md has no table of folders to add to")
    end = rows[-1].end()
    return page[:end] + filled(LINE, values) + page[end:]


def changed(root: Path, values: Mapping[str, str]) -> dict[str, bytes]:
    """The files that get a row, as they are then."""
    changes = {"fuzz/targets.json": with_row, "corpus/README.md": with_line}
    return {
        name: change((root / name).read_text("utf-8"), values).encode()
        for name, change in changes.items()
    }


def format_sources(paths: list[Path]) -> None:
    """As the project's are, where the tool is there: a long name may need another line."""
    if formatter := shutil.which("clang-format-19"):
        subprocess.run([formatter, "-i", *paths], check=True)


def main() -> int:
    parser = Parser("new-shape", __doc__)
    parser.add_argument("name", metavar="NAME", help="as in CloseCode")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be written")
    arguments = parser.parse_args()
    check_name(ROOT, arguments.name)
    values = values_of(arguments.name)
    files = {**written(values), **changed(ROOT, values)}
    for name, content in files.items():
        print(name)
        if not arguments.dry_run:
            (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / name).write_bytes(content)
    if not arguments.dry_run:
        format_sources([ROOT / name for name in files if name.endswith("pp")])
        target = f"{values['file']}_fuzzer"
        print(
            "\nSee it run:\n"
            f"    cmake --preset clang && cmake --build build/clang --target props {target}\n"
            f"    build/clang/props/props --only {arguments.name}\n"
            f"    script/fuzz {target}\n"
            "then bring the pages up to date:\n"
            "    cmake --build build/clang --target docs"
        )
    return 0
