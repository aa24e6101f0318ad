"""Mounts as holders: copies and binds of the subject's file system in every namespace, what is mounted on it, overlays made of it."""

from collections.abc import Iterator

from nsexplorer.explain.holders.fixes import umount
from nsexplorer.explain.holders.holder import Holder, Keeps, Who
from nsexplorer.explain.holders.people import People
from nsexplorer.explain.holders.scope import Part, Scope, View, inside_of
from nsexplorer.explain.mount_line import mount_line
from nsexplorer.explain.overlay import Layer, decode
from nsexplorer.model.answer import Evidence
from nsexplorer.model.mount import Mount
from nsexplorer.model.snapshot import Snapshot


def keeps(scope: Scope, part: Part) -> Keeps:
    """What is kept busy by something that holds the mount of this part."""
    if scope.subject.kind != "mount":
        return "device" if scope.subject.kind == "device" else "path"
    if part.mount.id in scope.together:
        return "mount"
    if part.area.via is None:
        return "device"
    files = [chain for chain in scope.chains if chain.block.name == part.area.via.name]
    return "mount" if any(chain.within == scope.subject.within and chain.below.startswith("/") for chain in files) else "device"


def copies(snapshot: Snapshot, people: People, scope: Scope) -> Iterator[Holder]:
    """Mounts that show the subject, or a part of it, and stay when it is unmounted."""
    for part in scope.parts.values():
        if part.mount.id in scope.together or not part.whole:
            continue
        if scope.subject.kind == "path" and scope.subject.mount is not None and part.mount.id == scope.subject.mount.id:
            continue
        yield Holder(
            "mount",
            keeps(scope, part),
            part.namespace,
            part.path,
            who_of(snapshot, people, part.namespace),
            evidence(snapshot, part.namespace, part.mount),
            tuple(umount(snapshot, people, part.namespace, part.path)),
            None if part.area.via is None else part.area.via.nodes[-1],
        )


def submounts(snapshot: Snapshot, people: People, scope: Scope) -> Iterator[Holder]:
    """What is mounted on the subject: on a mount in its own namespace, on a file or directory in every one."""
    if scope.subject.kind == "mount":
        view = scope.views[scope.subject.within or ""]
        for mount in _below(view, scope.subject.mount):
            yield _submount(snapshot, people, view, mount, "mount")
    elif scope.subject.kind == "path":
        for view in scope.views.values():
            for mount in view.mounts.values():
                part = scope.parts.get(mount.parent)
                if part is not None and inside_of(part, mount.target) and part.mount.target != mount.target:
                    yield _submount(snapshot, people, view, mount, "path")


def overlays(snapshot: Snapshot, people: People, scope: Scope) -> Iterator[Holder]:
    """Overlay mounts with a layer in the subject: each holds the file system of its layers, whatever becomes of the mount they were in."""
    for view in scope.views.values():
        for mount in view.mounts.values():
            layers = decode(mount)
            if layers is None or mount.id in scope.parts:
                continue
            found = next((each for layer in layers.layers for each in _places(snapshot, scope, view, layer)), None)
            if found is not None:
                layer, part = found
                kept: Keeps = "device" if scope.subject.kind == "mount" else keeps(scope, part)
                yield Holder(
                    "overlay-lower",
                    kept,
                    view.namespace,
                    mount.target,
                    who_of(snapshot, people, view.namespace),
                    Evidence(f"{layer.kind}dir={layer.path} of the overlay on {mount.target}", source(snapshot, view.namespace)),
                    tuple(umount(snapshot, people, view.namespace, mount.target)),
                )


def _places(snapshot: Snapshot, scope: Scope, view: View, layer: Layer) -> Iterator[tuple[Layer, Part]]:
    """Where a layer lies, if in the subject: its path is of the mount namespace it was mounted in, which is its own or the host's."""
    for namespace in dict.fromkeys((view.namespace, snapshot.host.get("mnt", ""))):
        place = scope.views.get(namespace)
        mount = None if place is None or not layer.path.startswith("/") else place.containing(layer.path)
        part = None if mount is None else scope.parts.get(mount.id)
        if part is not None and inside_of(part, layer.path):
            yield layer, part


def _below(view: View, mount: Mount | None) -> Iterator[Mount]:
    """All mounts on a mount, those on them, and so on, in the kernel's order."""
    below = set() if mount is None else {mount.id}
    pending = True
    while pending:
        more = {each.id for each in view.mounts.values() if each.parent in below} - below
        below |= more
        pending = bool(more)
    return (each for each in view.mounts.values() if each.id in below and (mount is None or each.id != mount.id))


def _submount(snapshot: Snapshot, people: People, view: View, mount: Mount, kept: Keeps) -> Holder:
    who = who_of(snapshot, people, view.namespace)
    fix = tuple(umount(snapshot, people, view.namespace, mount.target))
    return Holder("submount", kept, view.namespace, mount.target, who, evidence(snapshot, view.namespace, mount), fix)


def who_of(snapshot: Snapshot, people: People, namespace: str) -> Who | None:
    """Who stands for the mounts of a namespace: nobody for the host's, which no process there has made its own."""
    return None if namespace == snapshot.host.get("mnt") else people.of_namespace(namespace)


def evidence(snapshot: Snapshot, namespace: str, mount: Mount) -> Evidence:
    """The line of the mount."""
    return Evidence(mount_line(mount), source(snapshot, namespace))


def source(snapshot: Snapshot, namespace: str) -> str:
    """Where the table of a mount namespace was read."""
    tables = snapshot.tables_of(namespace)
    reader = tables[0].reader if tables else None
    return f"statmount(2) in {namespace}" if reader is None else f"/proc/{reader}/mountinfo"
