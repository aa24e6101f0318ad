"""Predictions for people: the answer, then who gets what and who does not, then the evidence."""

from collections.abc import Iterable, Iterator

from nsexplorer.explain.naming import name_of
from nsexplorer.explain.predict.mount import MountPrediction, Reception
from nsexplorer.explain.predict.umount import UmountPrediction
from nsexplorer.model.answer import Answer
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.answer import reasons, sentence
from nsexplorer.text.plain.page import section
from nsexplorer.text.table import Cell, Column, table

_RECEIVED = (Column("NAMESPACE"), Column("NAME", least=8, rank=1), Column("AS"), Column("PATH", least=12), Column("NOTES", least=12))
_GONE = (
    Column("NAMESPACE"),
    Column("NAME", least=8, rank=1),
    Column("MOUNT", "right"),
    Column("PATH", least=12),
    Column("REASON", least=12),
)
_FEW = 3


def path_page(words: Answer, medium: Medium) -> Iterator[str]:
    """What a target gets at a path."""
    yield sentence(words, medium)
    yield from reasons(words, medium)


def mount_page(snapshot: Snapshot, known: MountPrediction, words: Answer, medium: Medium) -> Iterator[str]:
    """Who would receive a mount, and who would not: namespaces with the same reason together."""
    yield sentence(words, medium)
    received = [
        (Cell(each.namespace), _name(snapshot, each.namespace), Cell(each.role), Cell(neutral(each.path)), Cell(neutral(_notes(each))))
        for each in known.receives
    ]
    yield from section("would receive it", table(_RECEIVED, received, medium) if received else (), medium)
    yield from section("would not", _others(snapshot, known), medium)
    yield from reasons(words, medium)


def umount_page(snapshot: Snapshot, known: UmountPrediction, words: Answer, medium: Medium) -> Iterator[str]:
    """Which mounts would go, and which stay."""
    yield sentence(words, medium)
    going = [_gone(snapshot, each.namespace, each.mount.id, each.path, f"as {each.role}") for each in known.goes]
    staying = [_gone(snapshot, each.namespace, each.mount.id, each.path, each.reason) for each in known.stays]
    yield from section("would go too", table(_GONE, going, medium) if going else (), medium)
    yield from section("would stay", table(_GONE, staying, medium) if staying else (), medium)
    yield from reasons(words, medium)


def _gone(snapshot: Snapshot, namespace: str, mount: int, path: str, reason: str) -> tuple[Cell, ...]:
    return Cell(namespace), _name(snapshot, namespace), Cell(str(mount)), Cell(neutral(path)), Cell(neutral(reason))


def _notes(known: Reception) -> str:
    notes = []
    if known.hidden_by is not None:
        mount = known.hidden_by.mount
        by = f"by mount {mount}" if mount is not None and mount > 0 else "by another copy of it"
        notes.append(f"{known.hidden_by.rule} {by}")
    if known.hides:
        notes.append(f"hides {_few(mount.target for mount in known.hides)}")
    return ", ".join(notes)


def _others(snapshot: Snapshot, known: MountPrediction) -> Iterator[str]:
    by_reason: dict[str, list[str]] = {}
    for each in known.others:
        by_reason.setdefault(each.reason, []).append(f"{each.namespace} ({_name(snapshot, each.namespace).text})")
    for reason, namespaces in by_reason.items():
        yield f"{_few(namespaces)}: {neutral(reason)}"


def _few(names: Iterable[str]) -> str:
    known = list(names)
    return ", ".join(known[:_FEW]) + (f" and {len(known) - _FEW} more" if len(known) > _FEW else "")


def _name(snapshot: Snapshot, namespace: str) -> Cell:
    if namespace == snapshot.host.get("mnt"):
        return Cell("host", "host")
    known = snapshot.namespaces.get(namespace)
    return Cell("" if known is None else neutral(name_of(snapshot, known)))
