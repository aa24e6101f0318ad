"""Two sides as rows of one table: what the left side has, a line between, what the right side has."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from nsexplorer.explain.compare.answer import Comparison
from nsexplorer.explain.compare.mounts import MountPair
from nsexplorer.explain.compare.namespaces import NamespacePair
from nsexplorer.explain.compare.rows import Change, Row
from nsexplorer.explain.filter import plain_words
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain import compare_mounts, compare_rows
from nsexplorer.text.plain.compare import called
from nsexplorer.text.plain.two_sides import MARKS, Entry
from nsexplorer.tui.place import Place
from nsexplorer.tui.rows.filtering import fits
from nsexplorer.tui.rows.table import NO_ROWS, Cell, Column, Table
from nsexplorer.tui.signs import Signs

Pair = MountPair | NamespacePair | Row
"""One row of any aspect."""

ROLES: dict[Change, str] = {"only-a": "own", "only-b": "own", "differs": "warning", "same": "faint"}
"""Each change has its mark (text/plain/two_sides.py) too: none is told by colour alone."""

COUNTED: Sequence[tuple[Change, str]] = (("only-a", "only left"), ("only-b", "only right"), ("differs", "differ"), ("same", "same"))


@dataclass(frozen=True, slots=True)
class Compared:
    """One aspect of two sides. `by_key` has its pairs in their order; where it could not be compared, `reason` says why."""

    aspect: str
    answer: Comparison | None = None
    by_key: Mapping[Hashable, Pair] = field(default_factory=dict)
    reason: str = ""


def compared(answer: Comparison, aspect: str) -> Compared:
    """The rows of that aspect of the answer."""
    if aspect in answer.unreadable:
        return Compared(aspect, answer, reason=neutral(answer.unreadable[aspect]))
    pairs: Sequence[Pair]
    match aspect:
        case "mounts":
            pairs = answer.mounts or ()
        case "namespaces":
            pairs = answer.namespaces or ()
        case _:
            pairs = answer.rows.get(aspect, ())
    return Compared(aspect, answer, {_key(pair): pair for pair in pairs})


def change_of(pair: Pair) -> Change:
    """Whether both sides have it, and alike."""
    if isinstance(pair, NamespacePair):
        return "differs" if pair.shared is False else "same"
    return pair.change


def entry_of(aspect: str, pair: Pair) -> Entry:
    """The pair in words."""
    if isinstance(pair, MountPair):
        return compare_mounts.entry(pair)
    if isinstance(pair, NamespacePair):
        return compare_rows.of_namespaces(pair)
    return compare_rows.of_process(pair) if aspect == "processes" else compare_rows.of_facts(pair)


def kept(found: Compared, everything: bool, text: str) -> list[Hashable]:
    """The keys of the rows to show: those that differ, or all; of these, those in which all words of the filter occur."""
    keys = [key for key, pair in found.by_key.items() if everything or change_of(pair) != "same"]
    return [key for key in keys if fits("\0".join(entry_of(found.aspect, found.by_key[key])), text)] if text else keys


def comparison_table(found: Compared, keys: Sequence[Hashable], signs: Signs) -> Table:
    """These rows, each half with its own columns; a row is made when it comes into view."""
    if found.answer is None:
        return NO_ROWS
    divider: Cell = ((signs.divider, "faint"),)
    a, b = titles_of(found.answer)
    columns = (Column("", 1, 1), *_half(f"A  {a}"), Column(signs.divider, 1, 1), *_half(f"B  {b}"))

    def cells(index: int) -> Sequence[Cell]:
        pair = found.by_key[keys[index]]
        entry = entry_of(found.aspect, pair)
        role = ROLES[entry.change]
        quiet = "faint" if entry.change == "same" else "plain"
        left = () if entry.change == "only-b" else ((entry.name, role),)
        right = () if entry.change == "only-a" else ((entry.name, role),)
        return (((MARKS[entry.change], role),), left, ((entry.a, quiet),), divider, right, ((entry.b, quiet),))

    return Table(columns, keys, cells)


def place_of(found: Compared, pair: Pair) -> Place | None:
    """Where what the row shows is to be found: on the right side, or where only the left one has it, there; None for what is no place."""
    if found.answer is None:
        return None
    match pair:
        case MountPair():
            side, row = (found.answer.b, pair.b) if pair.b is not None else (found.answer.a, pair.a)
            namespace = side.target.namespaces.get("mnt")
            subject = side.target.pid if side.target.pid is not None and side.target.kind != "self" else namespace
            return None if subject is None else Place(subject, "mounts", row and row.mount.id)
        case NamespacePair():
            identifier = pair.b or pair.a
            return None if identifier is None else Place(identifier)
    return Place(int(pair.key)) if found.aspect == "processes" else None


def counts_text(found: Compared, everything: bool) -> str:
    """How many rows of each kind there are, with their marks."""
    if found.reason:
        return ""
    count = dict.fromkeys(MARKS, 0)
    for pair in found.by_key.values():
        count[change_of(pair)] += 1
    told = [f"{MARKS[change]} {count[change]} {words}" for change, words in COUNTED if count[change] and (everything or change != "same")]
    if count["same"] and not everything:
        told.append(f"{count['same']} the same: a shows them")
    return ", ".join(told) or "nothing on either side"


def titles_of(answer: Comparison) -> tuple[str, str]:
    """What the sides are called; those of two moments with the times."""
    one, other = answer.a, answer.b
    if one.snapshot is other.snapshot:
        return neutral(one.target.label), neutral(other.target.label)
    return called(one), called(other)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a filter that are to be marked."""
    return plain_words(text.lower())


def _half(title: str) -> tuple[Column, Column]:
    return Column(title, 14, 44, grow=3), Column("", 10, 40, grow=2)


def _key(pair: Pair) -> Hashable:
    """What stays the same when the machine is looked at again."""
    if isinstance(pair, MountPair):
        return (pair.path, pair.a and pair.a.mount.id, pair.b and pair.b.mount.id)
    return pair.type if isinstance(pair, NamespacePair) else pair.key
