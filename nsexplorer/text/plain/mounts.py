"""A mount table for people: as a tree, or as a list in the kernel's order."""

from collections.abc import Iterator, Sequence

from nsexplorer.explain.mounts import MountRow, MountsAnswer
from nsexplorer.explain.overlay import decode
from nsexplorer.model.mount import DELETED, Mount
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral
from nsexplorer.text.table import Cell, Column, table
from nsexplorer.text.tree import branches

_COLUMNS = (
    Column("TARGET", least=24),
    Column("ID", "right"),
    Column("TYPE", least=5),
    Column("SOURCE", least=8, rank=2),
    Column("PROPAGATION", least=9),
    Column("NOTES", least=18, rank=1),
    Column("OPTIONS", least=8, rank=2),
)

_LAYER_OPTIONS = ("lowerdir", "lowerdir+", "datadir+", "upperdir", "workdir")


def heading(answer: MountsAnswer) -> str:
    """Whose table it is and from where it is looked at: what is visible holds for that viewpoint alone."""
    pid = answer.viewpoint.pid
    return f"{answer.namespace} as {'someone who joins it' if pid is None else f'process {pid}'} sees it"


def mount_tree(rows: Sequence[MountRow], medium: Medium) -> Iterator[str]:
    """Mounts as a tree: each mount below the one that it is mounted on."""
    known = {row.mount.id for row in rows}
    below: dict[int, list[MountRow]] = {}
    roots = []
    for row in rows:
        parent = row.mount.parent
        if parent in known and parent != row.mount.id:
            below.setdefault(parent, []).append(row)
        else:
            roots.append(row)

    def children(row: MountRow) -> Sequence[MountRow]:
        return below.pop(row.mount.id, ())

    drawn = list(branches(roots, children, medium.glyphs))
    while below:  # parents that go round in a circle, in a file that someone made: each mount is drawn once all the same
        drawn += branches(below.pop(next(iter(below))), children, medium.glyphs)
    return table(_COLUMNS, [_cells(row, lines) for lines, row in drawn], medium)


def mount_list(rows: Sequence[MountRow], medium: Medium) -> Iterator[str]:
    """Mounts as a list, in the order given."""
    return table(_COLUMNS, [_cells(row, "") for row in rows], medium)


def _cells(row: MountRow, lines: str) -> tuple[Cell, ...]:
    mount = row.mount
    style = "" if row.visible else "faint"
    return (
        Cell(lines + neutral(row.target), style),
        Cell(str(mount.id), style),
        Cell(neutral(mount.fstype), style),
        Cell(neutral(source(mount)), style),
        Cell(propagation(mount), style),
        Cell(neutral(", ".join(notes(row))), "warning" if row.hidden_by or mount.deleted_source else style),
        Cell(neutral(options(mount)), style),
    )


def source(mount: Mount) -> str:
    """What is mounted: the source, and in brackets the directory of it that is, unless that is all of it."""
    root = mount.root.removesuffix(DELETED)
    return (mount.source or "") + (f"[{root}]" if root != "/" else "")


def options(mount: Mount) -> str:
    """The options of the mount and those of its file system, without what stands there twice or is told by `notes`."""
    left_out = {"rw", "ro", *mount.options}
    of_file_system = [option for option in mount.super_options if option not in left_out]
    if mount.fstype == "overlay":
        of_file_system = [option for option in of_file_system if option.partition("=")[0] not in _LAYER_OPTIONS]
    return ",".join([*mount.options, *of_file_system])


def propagation(mount: Mount) -> str:
    """The peer groups by number, as `shared:5 master:2`; `private` or `unbindable` where there are none."""
    groups = (("shared", mount.shared), ("master", mount.master), ("propagate_from", mount.propagate_from))
    return " ".join(f"{word}:{number}" for word, number in groups if number is not None) or mount.propagation


def notes(row: MountRow) -> Iterator[str]:
    """What may surprise about a mount, the most important first."""
    mount = row.mount
    if row.hidden_by is not None:
        rule = row.hidden_by.rule
        yield "outside the root" if rule == "outside-root" else f"{rule} by {row.hidden_by.mount}"
    if row.locked:
        yield "locked"
    if row.locked_flags:
        yield f"{','.join(row.locked_flags)} locked"
    if mount.deleted_source:
        yield "source deleted"
    if mount.read_only:
        yield "read-only"
    elif "ro" in mount.super_options:
        yield "file system read-only"
    if mount.idmapped:
        yield "idmapped"
    layers = decode(mount)
    if layers is not None:
        yield f"{len(layers.lower)} lower, " + (f"upper {layers.upper}" if layers.upper is not None else "no upper")
