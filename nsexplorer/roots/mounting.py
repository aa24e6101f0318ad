"""Mounting a root where the caller is, and taking down what was mounted so."""

import os
import shlex
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from nsexplorer.engines.engine_mounts import EngineFailed, mount_by_engine, unmount_by_engine
from nsexplorer.engines.record_files import UnreadableError
from nsexplorer.explain.errors import AmbiguousTarget, UnknownTarget
from nsexplorer.helper.ask_roots import MountIdentity, ask_mount_root, ask_unmount_root
from nsexplorer.helper.refusal import Refusal
from nsexplorer.model.root import RootMount
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.roots.errors import CannotMount, CannotReadStore, NotPermitted, RefusedByKernel
from nsexplorer.roots.finding import find
from nsexplorer.roots.found import FoundRoot
from nsexplorer.roots.mount_records import MountRecord, MountRecords
from nsexplorer.roots.names import parse
from nsexplorer.roots.own_directories import made, runtime_directory, state_directory
from nsexplorer.roots.person import person
from nsexplorer.roots.plan import BindPlan, NotByHand, OverlayPlan, plan, request
from nsexplorer.roots.real_places import is_real, mounted_elsewhere, places

SECONDS = 60.0
"""What mounting and unmounting may take: a large number of layers is opened one by one."""

MODES = ("ro", "cow", "rw")


def mount(snapshot: Snapshot, text: str, mode: str = "ro", at: str | None = None, keep: str | None = None) -> str:
    """Mount the root of that name in our own mount namespace; gives the path. The snapshot is of this machine, now.

    `mode` is `ro`, `cow` (what is written is kept under the name `keep`, or thrown away) or `rw` (the engine mounts it, and counts it).
    `at` is an absolute path of a directory. What is mounted already is counted once more, at the path where it is.
    Raises UnknownTarget, AmbiguousTarget, CannotReadStore, NotOurs, CannotMount, RefusedByKernel.
    """
    _check_permitted(snapshot, text)
    name = parse(text)
    found = find(snapshot, person(), name)
    root = found.root.root + (f"#{name.layer}" if name.layer is not None else "")
    number_of_layer = "" if name.layer is None else f"#{name.layer}"
    key = f"{found.root.id}@{'' if found.files is None else found.files.graphroot}{number_of_layer}"
    records, namespace = MountRecords(runtime_directory()), namespace_key()
    _sweep(snapshot, records)
    with records.locked(namespace):
        for record in records.of(namespace):
            if (record.key, record.mode) == (key, mode) and at in (None, record.at) and is_real(snapshot, record):
                if keep is not None and record.kept != keep:
                    continue
                if record.engine:
                    _by_engine(text, record.engine, found.root.id)
                records.write(replace(record, times=record.times + 1))
                return record.at
        number = records.new(namespace)
        try:
            made_record = _carry_out(
                records, MountRecord(namespace, number, root, key, mode, at or "", 1, MountIdentity(0, None, "")), found, name.layer, keep
            )
        except BaseException:
            records.remove(namespace, number, [])
            raise
        records.write(made_record)
        return made_record.at


def unmount(snapshot: Snapshot, text: str) -> None:
    """Take down what was mounted under that name, or at that path, in our own mount namespace: at its last `unmount`.

    Raises UnknownTarget where nothing was, RefusedByKernel where it is in use, CannotMount, NotOurs.
    """
    records, namespace = MountRecords(runtime_directory()), namespace_key()
    with records.locked(namespace):
        record = _record(snapshot, records, namespace, text)
        if record.engine:
            try:
                unmount_by_engine(record.engine, record.key.partition("@")[0])
            except EngineFailed as error:
                raise CannotMount(text, str(error)) from None
        if record.times > 1:
            records.write(replace(record, times=record.times - 1))
            return
        if not record.engine:
            refusal = ask_unmount_root(record.at, record.identity, SECONDS)
            if refusal is not None:
                raise RefusedByKernel(text, refusal, record.at)
        _forget(snapshot, records, record)


def mounts(snapshot: Snapshot) -> tuple[RootMount, ...]:
    """What nsexplorer mounted, with the copies that other mount namespaces have of it, namespace by namespace: by the mount tables."""
    found = []
    for record in MountRecords(runtime_directory()).all():
        for namespace in places(snapshot, record):
            found.append(RootMount(record.root, namespace, record.at, record.mode, record.times, record.state))
    return tuple(sorted(found, key=lambda each: (each.namespace, each.path)))


def namespace_key() -> str:
    """The name of our mount namespace in the records: its inode."""
    return str(os.stat("/proc/self/ns/mnt").st_ino)


def _sweep(snapshot: Snapshot, records: MountRecords) -> None:
    """Remove what ended sessions left: only where every mount table could be read, since a mount point's removal is the mount's end."""
    unseen = any("NS_MNT_GET_NEXT" in each for each in snapshot.complete.missing)  # namespaces without a process may not be known
    if snapshot.complete.unreadable_tables or unseen:
        return
    used = {mount.target for table in snapshot.tables for mount in table.mounts}
    for record in records.sweep(used, lambda record: bool(places(snapshot, record))):
        if record.state is not None and record.kept is None:
            shutil.rmtree(record.state, ignore_errors=True)


def _check_permitted(snapshot: Snapshot, text: str) -> None:
    """Raises NotPermitted where no mount can be made here."""
    if "sys_admin" in {each.removeprefix("CAP_").lower() for each in snapshot.viewer.capabilities}:
        return
    why = (
        "to mount takes CAP_SYS_ADMIN in the user namespace that owns this mount namespace, which you do not have; in a namespace made for "
        "this command alone, the mount would be gone when it ends, and the path printed would be empty here"
    )
    line = f"nsexplorer unshare --mount MNT={shlex.quote(text)} sh -c 'ls \"$MNT\"'"
    raise NotPermitted(text, why, f"run all of it in one session: `{line}`")


def _carry_out(records: MountRecords, record: MountRecord, found: FoundRoot, layer: int | None, keep: str | None) -> MountRecord:
    """Mount it; gives the whole record. Raises as `mount` does."""
    if record.mode == "rw":
        return _written_by_engine(record, found, layer)
    try:
        planned = plan(found, layer)
    except UnreadableError as error:
        raise CannotReadStore(str(error)) from None
    except NotByHand as error:
        raise CannotMount(
            record.root, f"it must not be mounted by hand: {error}", f"let its engine do it: {_engines_line(found)}"
        ) from None
    empty = records.empty(record.namespace, record.number)
    at = record.at or records.mount_point(record.namespace, record.number)
    if record.mode == "ro":
        return replace(record, at=at, identity=_asked(record.root, request(planned, at, empty)))
    if isinstance(planned, BindPlan):
        planned = OverlayPlan((planned.path,), found.files is not None and found.files.user_xattrs)
    if not isinstance(planned, OverlayPlan):
        raise CannotMount(record.root, "its layers are not known, so nothing can be laid over them", "leave --cow out")
    with _changes(record, keep) as state:
        asked = request(planned, at, empty, f"{state}/upper", f"{state}/work")
        return replace(record, at=at, identity=_asked(record.root, asked), state=state, kept=keep)


def _asked(root: str, asked: Mapping[str, Any]) -> MountIdentity:
    """Have it mounted; by fuse-overlayfs where the kernel refuses an overlay. Raises RefusedByKernel, with the kernel's reason."""
    answer = ask_mount_root(asked, SECONDS)
    if isinstance(answer, Refusal) and answer.kind in ("denied", "unsupported") and asked["kind"] == "overlay" and not asked["mapped"]:
        program = shutil.which("fuse-overlayfs")
        served = answer if program is None else ask_mount_root({**asked, "kind": "fuse", "program": program}, SECONDS)
        answer = answer if isinstance(served, Refusal) else served
    if isinstance(answer, Refusal):
        raise RefusedByKernel(root, answer)
    return answer


@contextmanager
def _changes(record: MountRecord, keep: str | None) -> Iterator[str]:
    """The directory for what is written; removed again where nothing comes of it and it was made for this."""
    base = state_directory(person())
    name = keep if keep is not None else f".{record.namespace}-{record.number}-{os.getpid()}"
    new = not os.path.lexists(f"{base}/{name}")
    state = made(f"{base}/{name}")
    for part in ("upper", "work"):
        with suppress(FileExistsError):
            os.mkdir(f"{state}/{part}", 0o755)
    try:
        yield state
    except BaseException:
        if new:
            shutil.rmtree(state, ignore_errors=True)
        raise


def _written_by_engine(record: MountRecord, found: FoundRoot, layer: int | None) -> MountRecord:
    if found.kind != "container" or layer is not None or found.root.engine not in ("podman", "buildah"):
        raise CannotMount(
            record.root, "only a container of Podman or Buildah is written by its engine", "--cow writes to a copy of any root"
        )
    if record.at:
        raise CannotMount(record.root, "its engine chooses the path", "leave --at out")
    at = _by_engine(record.root, found.root.engine, found.root.id)
    fd = os.open(at, os.O_PATH | os.O_DIRECTORY)
    try:
        from nsexplorer.linux.statx import look

        facts = look(fd)
    finally:
        os.close(fd)
    return replace(record, at=at, identity=MountIdentity(facts.mount, facts.unique_mount, facts.device), engine=found.root.engine)


def _by_engine(root: str, engine: str, container: str) -> str:
    try:
        return mount_by_engine(engine, container)
    except EngineFailed as error:
        raise CannotMount(root, str(error)) from None


def _engines_line(found: FoundRoot) -> str:
    verb = "image mount" if found.kind == "image" else "mount"
    return f"`{'buildah' if found.root.engine == 'buildah' else 'podman'} {verb} {found.root.id[:12]}`"


def _record(snapshot: Snapshot, records: MountRecords, namespace: str, text: str) -> MountRecord:
    """The record that is meant. Raises UnknownTarget."""
    real = [record for record in records.of(namespace) if is_real(snapshot, record)]
    named = [record for record in real if text in (record.root, record.at)]
    if not named:
        with suppress(UnknownTarget, AmbiguousTarget, CannotReadStore):
            name = parse(text)
            found = find(snapshot, person(), name)
            root = found.root.root + (f"#{name.layer}" if name.layer is not None else "")
            named = [record for record in real if record.root == root]
    if not named:
        raise UnknownTarget(text, "nsexplorer has not mounted it in this mount namespace", "`nsexplorer mount` lists what it has, where")
    return named[-1]


def _forget(snapshot: Snapshot, records: MountRecords, record: MountRecord) -> None:
    """Remove the record and what was thrown away with it. A mount point that another namespace still uses stays: see MountRecords."""
    if record.state is not None and record.kept is None:
        shutil.rmtree(record.state, ignore_errors=True)
    records.remove(record.namespace, record.number, mounted_elsewhere(snapshot, record))
