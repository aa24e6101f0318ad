"""A row of a comparison in words: namespaces, processes, and whatever has facts. Mounts are in compare_mounts.py."""

from collections.abc import Mapping
from typing import Any

from nsexplorer.explain.compare.namespaces import NamespacePair
from nsexplorer.explain.compare.rows import Row
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.two_sides import Entry


def of_namespaces(pair: NamespacePair) -> Entry:
    """The namespaces of one type."""
    a, b = (identifier or "not known" for identifier in (pair.a, pair.b))
    match pair.shared:
        case True:
            return Entry("same", pair.type, a, b, "shared")
        case False:
            return Entry("differs", pair.type, a, b, "not shared")
    return Entry("same", pair.type, a, b, "not known whether shared")


def of_facts(row: Row) -> Entry:
    """Something with facts: of what both sides have, those that differ."""
    a, b = row.a, row.b
    note = ""
    if a is not None and b is not None and row.change == "differs":
        note = "" if len(a) == 1 else ", ".join(row.differences).replace("_", " ")
        one, other = a, b
        a = {name: _beyond(one.get(name), other.get(name)) for name in row.differences}
        b = {name: _beyond(other.get(name), one.get(name)) for name in row.differences}
    return Entry(row.change, neutral(row.key), _facts(a), _facts(b), neutral(note))


def of_process(row: Row) -> Entry:
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
    known = {name: value_text(value) for name, value in facts.items() if value is not None and value != ""}
    if len(facts) == 1:
        return neutral("".join(known.values())) or "not known"
    return neutral(", ".join(f"{name.replace('_', ' ')} {value}" for name, value in known.items()))


def value_text(value: Any) -> str:
    """One fact in words, as the kernel gives it: to be neutralised."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        if value.keys() == {"inside", "outside", "count"}:
            return f"{value['inside']} is {value['outside']}" + (f" and {value['count'] - 1} more" if value["count"] > 1 else "")
        return " ".join(f"{value_text(each)}" for each in value.values() if each is not None)
    if isinstance(value, (list, tuple)):
        return "; ".join(map(value_text, value)) if value and isinstance(value[0], Mapping) else (" ".join(map(str, value)) or "none")
    return str(value)
