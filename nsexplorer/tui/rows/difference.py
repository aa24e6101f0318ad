"""One row of a comparison explained: what the difference is in words, and each fact of both sides."""

from collections.abc import Iterator
from typing import Any

from nsexplorer.explain.compare.mounts import MountPair
from nsexplorer.explain.compare.namespaces import NamespacePair
from nsexplorer.explain.compare.rows import Facts
from nsexplorer.explain.mounts import MountRow
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.compare_rows import value_text
from nsexplorer.text.plain.mounts import propagation
from nsexplorer.text.plain.two_sides import MARKS
from nsexplorer.tui.rows.comparison import Pair, entry_of

SAYS = {"only-a": "only on the left side", "only-b": "only on the right side", "differs": "different", "same": "the same on both sides"}


def difference_page(aspect: str, pair: Pair, medium: Medium) -> Iterator[str]:
    """The name, what the difference is, and the facts: one line where both sides agree, else one for each."""
    yield medium.paint(f"{headline(aspect, pair)}.", "title")
    for name, a, b in _facts(pair):
        if a == b:
            yield f"  {name}: {a}"
        else:
            yield f"  {name}:"
            yield f"    {MARKS['only-a']} {a or 'none'}"
            yield f"    {MARKS['only-b']} {b or 'none'}"


def headline(aspect: str, pair: Pair) -> str:
    """The name of the row and what its difference comes to, in one line."""
    entry = entry_of(aspect, pair)
    return f"{entry.name} is {SAYS[entry.change]}" + (f": {entry.note}" if entry.note else "")


def _facts(pair: Pair) -> Iterator[tuple[str, str, str]]:
    """(name, on the left side, on the right side), neutralised; "" for what a side does not have."""
    if isinstance(pair, NamespacePair):
        yield f"{pair.type} namespace", pair.a or "not known", pair.b or "not known"
        return
    one, other = (_of_mount(pair.a), _of_mount(pair.b)) if isinstance(pair, MountPair) else (pair.a or {}, pair.b or {})
    for name in dict.fromkeys([*one, *other]):
        a, b = (neutral(_text(facts.get(name))) for facts in (one, other))
        if a or b:
            yield neutral(name.replace("_", " ")), a, b


def _text(value: Any) -> str:
    return "" if value is None else value_text(value)


def _of_mount(row: MountRow | None) -> Facts:
    if row is None:
        return {}
    mount = row.mount
    return {
        "file system": mount.fstype,
        "source": mount.source,
        "directory of it": mount.root,
        "options": ",".join(mount.options),
        "options of the file system": ",".join(mount.super_options),
        "propagation": propagation(mount),
        "device": mount.device,
        "mount id": mount.id,
    }
