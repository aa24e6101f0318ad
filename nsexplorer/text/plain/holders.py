"""The answer of `holders` for people: who keeps it, one after the other, with the ways out of each."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from nsexplorer.explain.holders.answer import HoldersAnswer
from nsexplorer.explain.holders.holder import Holder, Keeps, Who
from nsexplorer.model.answer import Fix
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.answer import reasons, sentence
from nsexplorer.text.plain.page import section
from nsexplorer.text.plain.people import UserName

_FEW = 8
"""So many things of one kind are named of each process; of more, the number is told: `--json` has all."""

_TITLES: dict[Keeps, str] = {
    "mount": "what makes umount refuse",
    "device": "what keeps the file system in use",
    "path": "what uses it",
    "namespace": "what keeps it alive",
}

_OF_TABLES = ("mount", "submount", "overlay-lower")

_WORDS = {
    "mount": "mounted",
    "submount": "mounted on it",
    "cwd": "working directory",
    "root": "root directory",
    "exe": "runs",
    "map": "has mapped",
    "fd": "has open",
    "loop": "loop device",
    "dm": "built on it",
    "partition": "partition",
    "swap": "swap area",
    "overlay-lower": "overlay of it",
    "nfs-export": "exported",
}


def holders_page(answer: HoldersAnswer, user: UserName, medium: Medium) -> Iterator[str]:
    """The sentence, the holders by what they keep busy and by who is behind them, what else goes with umount, the ways out."""
    yield sentence(answer.answer, medium)
    for keeps, title in _TITLES.items():
        yield from section(title, _by_who((holder for holder in answer.holders if holder.keeps == keeps), user), medium)
    places = (neutral(f"{path} in {namespace}") for namespace, path in answer.together)
    yield from section("what goes with it when it is unmounted", places, medium)
    yield from reasons(answer.answer, medium)
    yield from section("not read", (neutral(answer.unreadable[key]) for key in answer.unreadable if key == "kernel"), medium)


def _by_who(found: Iterable[Holder], user: UserName) -> Iterator[str]:
    groups: dict[tuple[str, str | None], list[Holder]] = {}
    for holder in found:
        place = holder.within if holder.reason in _OF_TABLES else None
        who = _called(holder.who, user) if holder.who is not None else "" if place else "the kernel"
        groups.setdefault((who, place), []).append(holder)
    for (who, place), theirs in groups.items():
        yield neutral(", ".join(part for part in (place and f"mounts of {place}", who) if part))
        for reason, same in groupby(theirs, key=lambda holder: holder.reason):
            yield from _things(reason, list(same))
        fixes = list(dict.fromkeys(fix for holder in theirs for fix in holder.fix))
        yield from (f"    {neutral(_way_out(fix))}" for fix in fixes[:_FEW])


def _called(who: Who, user: UserName) -> str:
    within = "".join(
        f", {word} {name}" for word, name in (("container", who.container), ("service", who.unit), ("session", who.session)) if name
    )
    return f"process {who.pid} {who.command} ({user(who.uid)}{within})"


def _things(reason: str, same: list[Holder]) -> Iterator[str]:
    word = _WORDS.get(reason)
    for holder in same[:_FEW]:
        what = holder.evidence.text if word is None else f"{word} {holder.path}"
        via = f" (by {holder.via})" if holder.via else ""
        doubt = "" if holder.certain else " (likely: the path alone tells, and several mounts lie there)"
        yield f"  {neutral(what + via + doubt)}"
    if len(same) > _FEW:
        yield f"  {word or reason}: {len(same) - _FEW} more"


def _way_out(fix: Fix) -> str:
    return fix.text if fix.command is None else f"{fix.text}: {fix.command}"
