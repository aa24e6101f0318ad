"""A comparison for people: a sentence, then what differs, aspect by aspect."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from nsexplorer.explain.compare.answer import Comparison
from nsexplorer.explain.compare.rows import Change
from nsexplorer.explain.compare.side import Side
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.compare_rows import of_facts, of_namespaces, of_process
from nsexplorer.text.plain.two_sides import Entry, two_sides

_TITLES = {"mounts": "PATH", "ids": "WHAT", "processes": "PID", "net": "WHAT", "namespaces": "TYPE", "files": "NAME"}


def comparison(answer: Comparison, everything: bool, medium: Medium) -> Iterator[str]:
    """The lines of the answer; what is the same on both sides only where `everything` is wanted. A difference is told once, in words."""
    titles = (f"A: {called(answer.a)}", f"B: {called(answer.b)}")
    aspects = dict(_aspects(answer))
    yield medium.paint(f"{_sentence(answer, aspects)}", "title")
    for aspect, entries in aspects.items():
        shown = [entry for entry in entries if everything or entry.change != "same"]
        yield ""
        yield f"{medium.paint(aspect, 'title')}: {_counts(entries, everything)}"
        if shown:
            yield from two_sides(shown, _TITLES[aspect], titles, medium)


def _aspects(answer: Comparison) -> Iterator[tuple[str, list[Entry]]]:
    if answer.mounts is not None:
        from nsexplorer.text.plain.compare_mounts import entry

        yield "mounts", [entry(pair) for pair in answer.mounts]
    if answer.namespaces is not None:
        yield "namespaces", [of_namespaces(pair) for pair in answer.namespaces]
    for aspect, rows in answer.rows.items():
        yield aspect, [of_process(row) if aspect == "processes" else of_facts(row) for row in rows]


def _sentence(answer: Comparison, aspects: Mapping[str, Sequence[Entry]]) -> str:
    sides = f"A is {called(answer.a)}, B is {called(answer.b)}"
    differing = [aspect for aspect, entries in aspects.items() if any(entry.change != "same" for entry in entries)]
    if not differing:
        return f"{sides}: no difference in {_and(list(aspects))}."
    alike = [aspect for aspect in aspects if aspect not in differing]
    return f"{sides}: they differ in {_and(differing)}" + (f", not in {_and(alike)}." if alike else ".")


def called(side: Side) -> str:
    """What a side is called, with its machine and moment where that is not now."""
    if not side.saved:
        return neutral(side.target.label)
    taken = datetime.fromtimestamp(side.snapshot.taken, UTC)
    return neutral(f"{side.target.label} of {side.snapshot.machine} at {taken:%Y-%m-%d %H:%M:%S} UTC")


def _counts(entries: Sequence[Entry], everything: bool) -> str:
    count: dict[Change, int] = {"only-a": 0, "only-b": 0, "differs": 0, "same": 0}
    for entry in entries:
        count[entry.change] += 1
    words: tuple[tuple[Change, str], ...] = (("only-a", "only in A"), ("only-b", "only in B"), ("differs", "different"))
    told = [f"{count[change]} {word}" for change, word in words if count[change]]
    if count["same"]:
        told.append(f"{count['same']} the same" + ("" if everything else " (--all shows them)"))
    return ", ".join(told) or "none on either side"


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""
