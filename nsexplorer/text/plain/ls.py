"""Namespaces for people: as a list, or as one of the trees that they form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nsexplorer.explain.naming import name_of, shared_with_host
from nsexplorer.model.namespace import Namespace
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.pins import also_kept_by
from nsexplorer.text.table import Cell, Column, table

TYPE_CHECKING = False  # a list has no nodes: start-up is part of the product
if TYPE_CHECKING:
    from nsexplorer.explain.tree import Node
    from nsexplorer.text.plain.people import UserName

_COLUMNS = (
    Column("NAMESPACE", least=22),
    Column("TYPE"),
    Column("PROCS", "right"),
    Column("PID", "right"),
    Column("USER", least=6),
    Column("NAME", least=12),
    Column("ALSO KEPT BY", least=13),
)


def namespace_list(snapshot: Snapshot, namespaces: Iterable[Namespace], user: UserName, medium: Medium) -> Iterator[str]:
    """A line for each namespace, in the order given."""
    return table(_COLUMNS, [_cells(snapshot, namespace, "", user) for namespace in namespaces], medium)


def namespace_tree(snapshot: Snapshot, forest: Iterable[Node], user: UserName, medium: Medium) -> Iterator[str]:
    """A line for each namespace, below the one that it hangs from; groups have their label alone."""

    from nsexplorer.text.tree import branches

    rows = []
    for lines, node in branches(forest, lambda node: node.children, medium.glyphs):
        namespace = snapshot.namespace(node.namespace)
        if namespace is None:
            rows.append((Cell(lines + neutral(node.label)), *[Cell("")] * (len(_COLUMNS) - 1)))
        else:
            rows.append(_cells(snapshot, namespace, lines, user))
    return table(_COLUMNS, rows, medium)


def _cells(snapshot: Snapshot, namespace: Namespace, lines: str, user: UserName) -> tuple[Cell, ...]:
    host = shared_with_host(snapshot, namespace)
    return (
        Cell(lines + namespace.id),
        Cell(namespace.type),
        Cell(str(namespace.processes), "" if namespace.processes else "warning"),
        Cell("-" if namespace.leader is None else str(namespace.leader)),
        Cell(neutral(_user(snapshot, namespace, user))),
        Cell("host", "host") if host else Cell(neutral(_name(snapshot, namespace)), "name" if namespace.name else ""),
        Cell(neutral(also_kept_by(namespace)), "" if namespace.processes else "warning"),
    )


def _name(snapshot: Snapshot, namespace: Namespace) -> str:
    if namespace.name is None and not namespace.members:
        return "no process"
    return name_of(snapshot, namespace)


def _user(snapshot: Snapshot, namespace: Namespace, user: UserName) -> str:
    """Whose it is: its leader's user; without a process, the creator of it or of the user namespace that owns it."""
    leader = None if namespace.leader is None else snapshot.processes.get(namespace.leader)
    if leader is not None:
        return user(leader.uid)
    owner = namespace if namespace.type == "user" else snapshot.namespace(namespace.owner)
    return "?" if owner is None or owner.creator_uid is None else user(owner.creator_uid)
