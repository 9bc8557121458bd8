"""A stand-in for a build, for tests: scripts that speak as libFuzzer's programs do, and break on
what their input says."""

from pathlib import Path

# A word in the input, and what the target does then. `$n`: how often it was run.
TARGET = r"""#!/bin/sh
for argument; do input=$argument; done
n=$(cat "$0.runs" 2>/dev/null || echo 0); n=$((n + 1)); echo "$n" > "$0.runs"
frames() {
  echo "    #0 0x1f in abort stdlib/abort.c:79:7"
  for each; do echo "    #1 0x1f in closeframe::$each(int) /c/src/closeframe/body.hpp:9"; done
  echo
}
broken() { printf 'BROKEN PROPERTY %s\n  claim      it is so\n' "$1"; exit 77; }
deadly() { echo "==1== ERROR: libFuzzer: deadly signal"; frames "$1"; exit 77; }
text=$(cat "$input" 2>/dev/null)
test -e "$0.fixed" && text=
case $text in
  *property*) broken Body.is_so ;;
  *abort*) deadly decode_body ;;
  *other*) deadly decode_frame ;;
  *seldom*) test $((n % 7)) = 0 && deadly decode_body ;;
  *often*) test $((n % 2)) = 0 || deadly decode_body ;;
  *hang*) echo "ERROR: libFuzzer: timeout after 1 seconds"; frames decode_body; exit 70 ;;
  *kill*) kill -KILL $$ ;;
  *exit*) exit 3 ;;
  *quit*) echo "Running: $input"; exit 0 ;;
  *slow*) echo "Executed $input in 1500 ms"; exit ;;
esac
echo "Executed $input in 0 ms"
"""
EXPLAIN = r"""#!/bin/sh
case $1 in
  --without-codec) printf '  input      of %s\n  reference  close 1000\n' "$2"; exit ;;
  --close) echo "  code       1000"; exit ;;
esac
grep -q kill "$2" && kill -KILL $$
printf '  input      of %s\n  codec      close 1000\n' "$1"
grep -q property "$2" && echo "  BROKEN     Body.is_so: it is so (RFC 6455 §5.5.1)"
echo "  properties 17 hold, 0 broken"
"""


def build_stand_in(folder: Path, target: str) -> None:
    """Lays out `folder` as a build folder with one fuzz target."""
    (folder / "fuzz").mkdir(parents=True)
    (folder / "fuzz" / f"{target}.dict").write_text("")
    for name, script in ((target, TARGET), ("explain", EXPLAIN)):
        path = folder / "fuzz" / name
        path.write_text(script)
        path.chmod(0o755)


def fix(folder: Path, target: str, is_fixed: bool = True) -> None:
    """From now on nothing breaks, or it does again."""
    mark = folder / "fuzz" / f"{target}.fixed"
    if is_fixed:
        mark.touch()
    else:
        mark.unlink()
