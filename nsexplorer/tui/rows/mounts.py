"""A mount table as rows: as the tree it is, or as a list in the kernel's order."""

from collections.abc import Collection, Sequence
from pathlib import PurePosixPath

from nsexplorer.explain.mounts import MountRow, MountsAnswer
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.mounts import propagation, source
from nsexplorer.tui.rows.outline import preorder
from nsexplorer.tui.rows.table import Cell, Column, Table
from nsexplorer.tui.signs import Signs

COLUMNS = (
    Column("MOUNT POINT", 20, 60, grow=3),
    Column("STATE", 12, 16),
    Column("TYPE", 8, 10, rank=1),
    Column("PROPAGATION", 11, 19, rank=2),
    Column("SOURCE", 12, 26, grow=2, rank=3),
    Column("OPTIONS", 12, 30, grow=1, rank=6, extra=True),
    Column("DEVICE", 5, 7, rank=5, extra=True),
    Column("ID", 4, 6, right=True, rank=4, extra=True),
)


def mounts_tree(answer: MountsAnswer, signs: Signs) -> Table:
    """Each mount below its parent. Keys are mount ids."""
    by_id = {row.mount.id: row for row in answer.rows}
    order, depths = preorder(by_id, lambda number: by_id[number].mount.parent)

    def cells(index: int) -> Sequence[Cell]:
        row = by_id[order[index]]
        return _cells(row, by_id.get(row.mount.parent), signs)

    return Table(COLUMNS, order, cells, depths)


def mounts_list(answer: MountsAnswer, wanted: Collection[int] | None, signs: Signs) -> Table:
    """The mounts in the kernel's order; only the `wanted` ids, if given. Keys are mount ids."""
    rows = [row for row in answer.rows if wanted is None or row.mount.id in wanted]
    return Table(COLUMNS, [row.mount.id for row in rows], lambda index: _cells(rows[index], None, signs))


def mount_at(answer: MountsAnswer, path: str) -> int | None:
    """The id of the mount that a path is on, by the table alone: the last one that can be reached on the way there."""
    reached = {row.target: row.mount.id for row in answer.rows if row.visible}
    whole = PurePosixPath("/", path)
    return next((reached[str(each)] for each in (whole, *whole.parents) if str(each) in reached), None)


def caption_of(answer: MountsAnswer) -> str:
    """From where the table is looked at, how many mounts it has, and how many of them are hidden from there."""
    seen = "as one who joins" if answer.viewpoint.pid is None else f"as process {answer.viewpoint.pid} sees it"
    count, hidden = len(answer.rows), sum(not row.visible for row in answer.rows)
    told = f"{count} mount{'' if count == 1 else 's'}" + (f", {hidden} hidden" if hidden else "")
    return f"{answer.namespace} {seen}, {told}"


def state(row: MountRow) -> list[tuple[str, str]]:
    """What should be known of a mount at a glance, as words with their roles."""
    mount = row.mount
    words = []
    if row.hidden_by is not None:
        by = "" if row.hidden_by.mount is None else f" by {row.hidden_by.mount}"
        words.append(("outside root" if row.hidden_by.rule == "outside-root" else f"hidden{by}", "warning"))
    if mount.deleted_source:
        words.append(("deleted", "fault"))
    if mount.read_only:
        words.append(("ro", "plain"))
    elif "ro" in mount.super_options:
        words.append(("ro fs", "plain"))
    if row.locked:
        words.append(("locked", "plain"))
    if mount.idmapped:
        words.append(("idmap", "plain"))
    return words


def _cells(row: MountRow, parent: MountRow | None, signs: Signs) -> Sequence[Cell]:
    mount = row.mount
    words = state(row)
    told = tuple(piece for place, word in enumerate(words) for piece in ((" ", "plain"), word)[0 if place else 1 :])
    quiet = mount.shared is None and mount.master is None
    return (
        _target(row, parent),
        told,
        ((neutral(mount.fstype), "plain"),),
        ((propagation(mount), "faint" if quiet else "plain"),),
        ((neutral(source(mount)), "faint"),),
        ((neutral(",".join(mount.options)), "faint"),),
        ((mount.device, "faint"),),
        ((str(mount.id), "faint"),),
    )


def _target(row: MountRow, parent: MountRow | None) -> Cell:
    """The path; the part that the row above says already stands apart, and is left out first where there is no room."""
    role = "plain" if row.visible else "faint"
    path = row.target
    above = "" if parent is None else parent.target.rstrip("/") + "/"
    if above not in ("", "/") and path.startswith(above) and path != above:
        return ((neutral(above), "prefix"), (neutral(path[len(above) :]), role))
    return ((neutral(path), role),)
