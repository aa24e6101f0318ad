"""All namespaces as rows of a tree, in each of the orders of explain/tree.py."""

from collections.abc import Hashable, Sequence

from nsexplorer.explain.filter import plain_words
from nsexplorer.explain.filter_doubts import namespace_doubts
from nsexplorer.explain.naming import shared_with_host
from nsexplorer.explain.target_names import target_of
from nsexplorer.explain.tree import FORESTS, Node, prune
from nsexplorer.model.namespace import Namespace
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.place import Place
from nsexplorer.tui.rows.filtering import namespaces_kept
from nsexplorer.tui.rows.subject import short_name
from nsexplorer.tui.rows.table import Cell, Column, Sheet, Table
from nsexplorer.tui.signs import Signs
from nsexplorer.tui.surroundings import Surroundings

GROUPINGS = tuple(FORESTS)
"""The orders one key goes through."""

TAB_OF_TYPE = {"mnt": "mounts", "net": "network", "pid": "processes", "user": "ids"}
"""The tab that entering a namespace opens: what that type is about. The facts for all others."""


def namespaces_sheet(snapshot: Snapshot, grouping: str, text: str, surroundings: Surroundings) -> Sheet:
    """The tree in one order; with a filter, what it wants and what that hangs below.

    Keys are namespace ids; those of groups, and of a second row of a namespace, are pairs.
    """
    forest = FORESTS[grouping](snapshot)
    keep = namespaces_kept(snapshot, text, surroundings.user_id) if text else None
    if keep is not None:
        forest = prune(forest, keep)
    nodes, keys, depths = _flat(forest)

    def cells(index: int) -> Sequence[Cell]:
        node = nodes[index]
        namespace = snapshot.namespace(node.namespace)
        return _group_cells(node) if namespace is None else _cells(snapshot, namespace, surroundings.signs)

    leads = {key: _place(snapshot, node) for key, node in zip(keys, nodes, strict=True)}
    return Sheet(
        Table(_columns(nodes, depths), keys, cells, depths),
        f"by {grouping}",
        len(snapshot.namespaces),
        fitting=[key for key in keys if isinstance(key, str) and (keep is None or keep(key))],
        words=plain_words(text.lower()),
        leads_to=leads.get,
        sentence=_doubts(snapshot, text, surroundings) if not keys else "",
    )


def alone(snapshot: Snapshot) -> bool:
    """Whether the machine has no namespace but the host's."""
    return all(shared_with_host(snapshot, namespace) for namespace in snapshot.namespaces.values())


def _doubts(snapshot: Snapshot, text: str, surroundings: Surroundings) -> str:
    doubts = namespace_doubts(snapshot, text, surroundings.user_id)
    return neutral(" ".join(doubts)) or "No namespace fits all of this filter."


def _columns(nodes: Sequence[Node], depths: Sequence[int]) -> tuple[Column, ...]:
    """The tree is as wide as its widest row, so that the names get the rest."""
    widest = max(
        (depth * 3 + 2 * bool(node.children) + 2 + len(node.namespace or "") for node, depth in zip(nodes, depths, strict=True)), default=9
    )
    return (
        Column("NAMESPACE", min(widest, 28), min(widest, 44)),
        Column("NAME", 12, 24, grow=1),
        Column("PROCS", 5, 5, right=True, rank=1),
    )


def _flat(forest: Sequence[Node]) -> tuple[list[Node], list[Hashable], list[int]]:
    """The nodes in the order of rows, their keys and depths: what has nothing below it comes before its siblings that have."""
    nodes: list[Node] = []
    keys: list[Hashable] = []
    depths: list[int] = []
    seen: set[Hashable] = set()
    waiting: list[tuple[Node, int, str]] = [(node, 0, "") for node in reversed(forest)]
    while waiting:
        node, depth, above = waiting.pop()
        key: Hashable = node.namespace if node.namespace and node.namespace not in seen else (above, node.namespace or node.label)
        seen.add(key)
        nodes.append(node)
        keys.append(key)
        depths.append(depth)
        leaves_first = sorted(node.children, key=lambda child: bool(child.children))
        waiting += ((child, depth + 1, node.label) for child in leaves_first[::-1])
    return nodes, keys, depths


def _cells(snapshot: Snapshot, namespace: Namespace, signs: Signs) -> Sequence[Cell]:
    host = shared_with_host(snapshot, namespace)
    sign = (f"{signs.host} ", "host") if host else (f"{signs.own} ", "own")
    count = (str(namespace.processes), "faint") if namespace.members else ("none", "warning")
    named = namespace.name is not None
    return (
        (sign, (namespace.id, "host" if host else "plain")),
        ((short_name(snapshot, namespace), "host" if host else "name" if named else "plain"),),
        (count,),
    )


def _group_cells(node: Node) -> Sequence[Cell]:
    return (((neutral(node.label), "title"), (f" ({len(node.children)})", "faint")), (), ())


def _place(snapshot: Snapshot, node: Node) -> Place | None:
    """Where enter on the row goes: of a container to its first process, of any other group nowhere."""
    if node.namespace is not None:
        return Place(node.namespace, TAB_OF_TYPE.get(node.namespace.partition(":")[0], "facts"))
    return next((Place(container.pid) for container in snapshot.containers if target_of(container) == node.label), None)
