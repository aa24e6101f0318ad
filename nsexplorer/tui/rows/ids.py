"""The id maps of a user namespace as rows (user_namespaces(7))."""

from collections.abc import Hashable, Sequence

from nsexplorer.explain.filter import plain_words
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.tui.place import Place, Subject
from nsexplorer.tui.rows.filtering import fits
from nsexplorer.tui.rows.table import NO_ROWS, Cell, Column, Sheet, Table
from nsexplorer.tui.surroundings import Surroundings

COLUMNS = (
    Column("KIND", 5, 6),
    Column("INSIDE", 10, 23, right=True),
    Column("", 2, 2),
    Column("OUTSIDE", 10, 23),
    Column("COUNT", 6, 10, right=True),
    Column("", 0, 0, grow=1, rank=1),
)

ALL_IDS = 4294967295
"""The whole range of ids; also what an id is written as that has no place outside (proc_pid_uid_map(5))."""


def ids_sheet(snapshot: Snapshot, subject: Subject, text: str, surroundings: Surroundings) -> Sheet:
    """How the user namespace of the subject translates ids: a namespace's owner, a process's own, a user namespace itself."""
    namespace = user_namespace_of(snapshot, subject)
    if namespace is None:
        return Sheet(NO_ROWS, sentence="Which user namespace this belongs to could not be read.")
    found = snapshot.id_maps.get(namespace)
    there = None if namespace == subject else Place(namespace)
    if found is None:
        return Sheet(NO_ROWS, namespace, sentence=f"The id map of {namespace} is not known: {_why(snapshot, namespace)}.")
    rows = [("user", row) for row in found.uids] + [("group", row) for row in found.gids]
    total = len(rows)
    rows = [(kind, row) for kind, row in rows if fits(f"{kind} {row.inside} {row.outside}", text)]
    if not total:
        return Sheet(NO_ROWS, caption=namespace, sentence=f"{namespace} has no id map yet: every id in it is the overflow id.")

    def cells(index: int) -> Sequence[Cell]:
        kind, row = rows[index]
        return (
            ((kind, "plain"),),
            ((_span(row.inside, row.count), "name"),),
            ((surroundings.signs.follow, "faint"),),
            ((_span(row.outside, row.count), "plain"),),
            ((str(row.count), "faint"),),
            (),
        )

    keys: list[Hashable] = [(kind, row.inside) for kind, row in rows]
    caption = f"{namespace}, setgroups {found.setgroups}" if found.setgroups else namespace
    return Sheet(
        Table(COLUMNS, keys, cells),
        caption,
        total,
        plain_words(text.lower()),
        leads_to=lambda key: there,
    )


def user_namespace_of(snapshot: Snapshot, subject: Subject) -> str | None:
    """The user namespace that decides over the subject; None where it could not be read."""
    if isinstance(subject, int):
        process = snapshot.processes.get(subject)
        return process.namespaces.get("user") if process else None
    namespace = snapshot.namespace(subject)
    if namespace is None:
        return None
    return namespace.id if namespace.type == "user" else namespace.owner


def _why(snapshot: Snapshot, identifier: str) -> str:
    namespace = snapshot.namespace(identifier)
    empty = namespace is not None and not namespace.members
    return "it has no process, and the kernel shows id maps through a process only" if empty else "it was not readable"


def _span(first: int, count: int) -> str:
    if first == ALL_IDS:
        return "unmapped"
    return str(first) if count == 1 else f"{first}..{first + count - 1}"
