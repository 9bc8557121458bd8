"""peers/expected/NAME.json: what is known of each version of a peer, and what has changed.

No counts are in it, and no counterexamples: those are found anew in every run. A version that is
not in there is compared with the last one that is, and told as a diff.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from suite.command import Fault, as_typed
from suite.conformance.record import Model, Result, Role, Verdict
from suite.project import ROOT

FOLDER = ROOT / "peers" / "expected"


class KnownRole(Model):
    """Of one role: the verdict of each rule; of one that is broken, the kinds of dialogue that
    break it; the answers to each choice; the kinds of trouble."""

    verdicts: dict[str, Verdict]
    kinds: dict[str, list[str]]
    answers: dict[str, list[str]]
    trouble: list[str]


class Known(Model):
    """One file. The versions are in the order in which they were recorded."""

    name: str
    versions: dict[str, dict[Role, KnownRole]]


@dataclass(frozen=True)
class Change:
    """Something that is not as it was known. `what`: a rule, a choice or `trouble`."""

    peer: str
    role: Role
    what: str
    was: str
    now: str

    def __str__(self) -> str:
        return f"{self.peer}, {self.role.value}: {self.what}: was {self.was}, is {self.now}"


@dataclass(frozen=True)
class Compared:
    """One peer beside what is known of it. `changes` fail the run; `news`, of another version or of
    a run that is not the one that was recorded, do not."""

    changes: list[Change]
    news: list[str]


# ---- The files ----------------------------------------------------------------------------------


def path_of(folder: Path, peer: str) -> Path:
    return folder / f"{re.sub('[^a-z0-9.+-]', '-', peer.lower())}.json"


def read_known(folder: Path, peer: str) -> Known | None:
    """None where there is no such file."""
    path = path_of(folder, peer)
    try:
        return Known.parse_raw(path.read_bytes())
    except FileNotFoundError:
        return None
    except (ValidationError, ValueError) as error:
        said = str(error).splitlines()[0]
        raise Fault(f"{as_typed(path)} is not as it should be: {said}") from None


def known_of(result: Result) -> KnownRole:
    return KnownRole(
        verdicts=result.verdicts,
        kinds={
            rule: sorted({each.kind for each in result.counterexamples_of(rule)})
            for rule in result.broken()
        },
        answers=result.answers,
        trouble=sorted({each.kind for each in result.trouble}),
    )


def accept(folder: Path, results: list[Result]) -> list[Path]:
    """Records what was found of each peer that was judged to the end; returns what was written."""
    written = []
    for peer in dict.fromkeys(each.peer for each in results):
        mine = [each for each in results if each.peer == peer]
        if not all(each.is_whole for each in mine):
            continue
        known = read_known(folder, peer) or Known(name=peer, versions={})
        for each in mine:
            roles = known.versions.setdefault(each.version, {})
            roles[each.role] = known_of(each)
        path = path_of(folder, peer)
        text = known.json(indent=1) + "\n"
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            written.append(path)
    return written


# ---- Comparing ----------------------------------------------------------------------------------


def compare(results: Iterable[Result], known: Known | None, is_same_run: bool) -> Compared:
    """One peer, in the roles in which it was judged to the end. `is_same_run`: with the settings of
    what was recorded. With others it may meet less than is known, and nothing else."""
    changes: list[Change] = []
    news: list[str] = []
    for each in results:
        if not known:
            continue
        version = each.version if each.version in known.versions else last_of(known)
        role = known.versions.get(version, {}).get(each.role)
        if role is None:
            nothing = Change(each.peer, each.role, "this role", "not recorded", "judged")
            changes.append(nothing)
            continue
        found = list(differences(each, role))
        worse = found if is_same_run else [one for one in found if is_new(one, each)]
        if version != each.version:
            words = [f"{change}" for change in worse] or ["nothing is different"]
            head = f"{each.peer} {each.version}, {each.role.value}: new, compared with {version}"
            news += [head, *(f"  {word}" for word in words)]
        else:
            changes += worse
            if less := len(found) - len(worse):
                news.append(
                    f"{each.peer}, {each.role.value}: {less} of what is known was not met in this "
                    "run, which has other settings"
                )
    return Compared(changes, news)


def last_of(known: Known) -> str:
    return list(known.versions)[-1] if known.versions else ""


def is_new(change: Change, result: Result) -> bool:
    """Whether a rule breaks that was not known to."""
    known_to_break = [each.value for each in Verdict if each.breaks]
    is_broken = change.what in result.broken()
    return is_broken and change.now in known_to_break and change.was not in known_to_break


def differences(result: Result, known: KnownRole) -> Iterator[Change]:
    """Everything in which a result is not as it was known."""
    now = known_of(result)

    def change(what: str, was: str, now: str) -> Change:
        return Change(result.peer, result.role, what, was, now)

    for rule in dict.fromkeys([*known.verdicts, *now.verdicts]):
        was_verdict, verdict = known.verdicts.get(rule), now.verdicts.get(rule)
        if was_verdict != verdict:
            yield change(rule, shown(was_verdict), shown(verdict))
        elif known.kinds.get(rule, []) != now.kinds.get(rule, []):
            was, kinds = known.kinds.get(rule, []), now.kinds.get(rule, [])
            yield change(rule, f"broken by {in_words(was)}", f"broken by {in_words(kinds)}")
    for choice in dict.fromkeys([*known.answers, *now.answers]):
        was, answers = known.answers.get(choice, []), now.answers.get(choice, [])
        if was != answers:
            yield change(choice, in_words(was), in_words(answers))
    if known.trouble != now.trouble:
        yield change("trouble", in_words(known.trouble), in_words(now.trouble))


def shown(verdict: Verdict | None) -> str:
    return verdict.value if verdict else "no such rule"


def in_words(names: Iterable[str]) -> str:
    return "; ".join(names) or "nothing"
