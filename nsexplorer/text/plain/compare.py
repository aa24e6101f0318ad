"""A comparison for people: a sentence, then what differs, aspect by aspect."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from nsexplorer.explain.compare.answer import Comparison
from nsexplorer.explain.compare.namespaces import NamespacePair
from nsexplorer.explain.compare.rows import Change, Row
from nsexplorer.explain.compare.side import Side
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.two_sides import Entry, two_sides

_TITLES = {"mounts": "PATH", "ids": "WHAT", "processes": "PID", "net": "WHAT", "namespaces": "TYPE", "files": "NAME"}


def comparison(answer: Comparison, everything: bool, medium: Medium) -> Iterator[str]:
    """The lines of the answer; what is the same on both sides only where `everything` is wanted. A difference is told once, in words."""
    titles = (f"A: {_called(answer.a)}", f"B: {_called(answer.b)}")
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
        yield "namespaces", [_namespaces(pair) for pair in answer.namespaces]
    for aspect, rows in answer.rows.items():
        yield aspect, [_process(row) if aspect == "processes" else _row(row) for row in rows]


def _sentence(answer: Comparison, aspects: Mapping[str, Sequence[Entry]]) -> str:
    sides = f"A is {_called(answer.a)}, B is {_called(answer.b)}"
    differing = [aspect for aspect, entries in aspects.items() if any(entry.change != "same" for entry in entries)]
    if not differing:
        return f"{sides}: no difference in {_and(list(aspects))}."
    alike = [aspect for aspect in aspects if aspect not in differing]
    return f"{sides}: they differ in {_and(differing)}" + (f", not in {_and(alike)}." if alike else ".")


def _called(side: Side) -> str:
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


def _namespaces(pair: NamespacePair) -> Entry:
    a, b = (identifier or "not known" for identifier in (pair.a, pair.b))
    match pair.shared:
        case True:
            return Entry("same", pair.type, a, b, "shared")
        case False:
            return Entry("differs", pair.type, a, b, "not shared")
    return Entry("same", pair.type, a, b, "not known whether shared")


def _row(row: Row) -> Entry:
    a, b = row.a, row.b
    note = ""
    if a is not None and b is not None and row.change == "differs":
        note = "" if len(a) == 1 else ", ".join(row.differences).replace("_", " ")
        one, other = a, b
        a = {name: _beyond(one.get(name), other.get(name)) for name in row.differences}
        b = {name: _beyond(other.get(name), one.get(name)) for name in row.differences}
    return Entry(row.change, neutral(row.key), _facts(a), _facts(b), neutral(note))


def _process(row: Row) -> Entry:
    """A process: its command beside its pid for the viewer, and the pids that the sides have for it."""
    command = (row.a or row.b or {}).get("command")
    a, b = ("" if facts is None else "pid " + ("?" if facts["pid"] is None else str(facts["pid"])) for facts in (row.a, row.b))
    others = [name for name in row.differences if name != "pid"]
    return Entry(row.change, neutral(f"{row.key} {command}"), a, b, neutral(", ".join(others)))


def _beyond(value: Any, other: Any) -> Any:
    """Of two lists of names, what this one has beyond the other; anything else as it is."""
    if not isinstance(value, list) or not isinstance(other, list) or not all(isinstance(each, str) for each in (*value, *other)):
        return value
    beyond = [each for each in value if each not in other]
    return f"also {' '.join(beyond)}" if beyond else "no more" if value else "none"


def _facts(facts: Mapping[str, Any] | None) -> str:
    """Facts by name; one alone speaks for itself."""
    if facts is None:
        return ""
    known = {name: _value(value) for name, value in facts.items() if value is not None and value != ""}
    if len(facts) == 1:
        return neutral("".join(known.values())) or "not known"
    return neutral(", ".join(f"{name.replace('_', ' ')} {value}" for name, value in known.items()))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        if value.keys() == {"inside", "outside", "count"}:
            return f"{value['inside']} is {value['outside']}" + (f" and {value['count'] - 1} more" if value["count"] > 1 else "")
        return " ".join(f"{_value(each)}" for each in value.values() if each is not None)
    if isinstance(value, (list, tuple)):
        return "; ".join(map(_value, value)) if value and isinstance(value[0], Mapping) else (" ".join(map(str, value)) or "none")
    return str(value)


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""
