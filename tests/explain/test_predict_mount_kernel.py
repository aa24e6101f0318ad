"""Mounts and unmounts are predicted, then done: what the kernel did is what was said."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from pwd import struct_passwd

import pytest

from nsexplorer.discovery.listing import LISTING
from nsexplorer.discovery.observer import Observer
from nsexplorer.explain.predict.mount import MountPrediction, predict_mount
from nsexplorer.explain.predict.umount import UmountPrediction, predict_umount
from nsexplorer.explain.targets import resolve
from nsexplorer.explain.visibility import Hidden, visibility
from nsexplorer.model.mount import Mount
from nsexplorer.model.snapshot import Snapshot
from tests.explain.propagation_graph import Graph, graph
from tests.topology import Process, Refused, capture_elsewhere

pytestmark = pytest.mark.usefixtures("leftovers")

SEEDS = range(10)
MANY_SEEDS = range(10, 210)
ROUNDS = 4

Tables = Mapping[str, list[Mount]]


def play(base: Path, seed: int, user: struct_passwd | None = None) -> None:
    base.chmod(0o755)
    observer = Observer(LISTING)
    with graph(base, seed, user) as made:
        for _ in range(ROUNDS):
            member = made.chance.choice(made.members)
            paths = [path for path in (made.path() for _ in range(20)) if member.do(f"os.path.isdir({path!r})")]
            if paths:
                check_mount(made, member, paths[0], capture_elsewhere(user=user) if user else observer.capture())
                disturb(made, paths[0])
            points = [mount.target for mount in made.tables()[member.namespace("mnt")] if mount.target != made.base]
            path = paths[0] if paths and made.chance.random() < 0.7 else made.chance.choice(points or [made.base])
            check_umount(made, member, path, capture_elsewhere(user=user) if user else observer.capture())
            made.grow(5)


def disturb(made: Graph, path: str) -> None:
    """Have somebody mount something on what has arrived, or over it, now and then."""
    if made.chance.random() < 0.6:
        try:
            made.chance.choice(made.members).do(f"mount('on', {made.chance.choice((path, path + '/a'))!r}, 'tmpfs')")
        except Refused:
            pass


def check_mount(made: Graph, member: Process, path: str, snapshot: Snapshot) -> None:
    answer = predict_mount(snapshot, resolve(snapshot, str(member.pid)), path)
    before = made.tables()
    mount_something(made, member, path)
    after = made.tables()
    known = {mount.id for mounts in before.values() for mount in mounts}
    appeared = {mount.id: (namespace, mount) for namespace, mounts in after.items() for mount in mounts if mount.id not in known}
    own = next(mount for namespace, mount in appeared.values() if (namespace, mount.parent) == (answer.side.namespace, answer.parent.id))
    received = {id: each for id, each in appeared.items() if id != own.id}

    said = sorted((each.namespace, each.parent.id, each.path) for each in answer.receives)
    assert said == sorted((namespace, mount.parent, mount.target) for namespace, mount in received.values()), path
    by_parent = {each.parent.id: each for each in answer.receives}
    seen = {namespace: visibility(mounts, "entrant") for namespace, mounts in after.items()}
    for namespace, mount in received.values():
        reception = by_parent[mount.parent]
        assert reception.role == ("peer" if mount.shared is not None and mount.shared == own.shared else "slave")
        assert comparable(reception.hidden_by, known) == comparable(seen[namespace][mount.id], known)
        assert hides(reception.hides) == hidden_now(before[namespace], after[namespace], mount.id)
    assert hides(answer.hides) == hidden_now(before[answer.side.namespace], after[answer.side.namespace], own.id)
    assert not {each.namespace for each in answer.others} & {namespace for namespace, _ in appeared.values()}
    check_others(answer, after)


def mount_something(made: Graph, member: Process, path: str) -> None:
    """A new file system, or what lies above the base in the tree: wherever it comes from, it is received alike."""
    if made.chance.random() < 0.3:
        try:
            member.do(f"mount({os.path.dirname(made.base)!r}, {path!r}, flags=BIND)")
            return
        except Refused:  # something locked is mounted there (mount_namespaces(7))
            pass
    member.do(f"mount('new', {path!r}, 'tmpfs')")
    for directory in ("a/a", "b/b", "c/c"):
        member.do(f"os.makedirs({path + '/' + directory!r})")


def check_others(answer: MountPrediction, tables: Tables) -> None:
    """Every namespace is told of, with a reason."""
    told = {answer.side.namespace, *(each.namespace for each in answer.receives), *(each.namespace for each in answer.others)}
    assert told >= set(tables)
    assert all(each.reason for each in answer.others)


def check_umount(made: Graph, member: Process, path: str, snapshot: Snapshot) -> None:
    answer = predict_umount(snapshot, resolve(snapshot, str(member.pid)), path)
    before = made.tables()
    try:
        member.do(f"umount({path!r})")
        refused = None
    except Refused as error:
        refused = str(error)
    after = made.tables()
    left = {mount.id for mounts in after.values() for mount in mounts}
    gone = {mount.id for mounts in before.values() for mount in mounts if mount.id not in left}
    if refused is not None:
        assert not gone
        assert answer.fails is not None or locked(refused), (path, refused)
        return
    assert answer.fails is None, (path, answer.fails)
    assert gone == {answer.mount.id, *(each.mount.id for each in answer.goes)}, path
    assert not gone & {each.mount.id for each in answer.stays}
    check_copies(answer, after)


def locked(refused: str) -> bool:
    """EINVAL for what is a mount point: a lock, which no table shows."""
    return "Invalid argument" in refused


def check_copies(answer: UmountPrediction, tables: Tables) -> None:
    """Every other mount of the same directory is told of."""
    there = {mount.id for mounts in tables.values() for mount in mounts if (mount.device, mount.root) == identity(answer.mount)}
    assert there <= {each.mount.id for each in answer.stays}


def identity(mount: Mount) -> tuple[str, str]:
    return mount.device, mount.root


def comparable(hidden: Hidden | None, known: set[int]) -> tuple[str, int | None] | None:
    """What hides a mount; None for the id of another new mount, which nobody can know before."""
    return None if hidden is None else (hidden.rule, hidden.mount if hidden.mount in known else None)


def hides(mounts: tuple[Mount, ...]) -> set[int]:
    return {mount.id for mount in mounts}


def hidden_now(before: list[Mount], after: list[Mount], new: int) -> set[int]:
    once, now = visibility(before, "entrant"), visibility(after, "entrant")
    return {id for id, hidden in once.items() if hidden is None and (found := now[id]) is not None and found.mount == new}


@pytest.mark.skipif(os.geteuid() != 0, reason="namespaces of several users need root")
@pytest.mark.parametrize("seed", SEEDS)
def test_as_root(seed: int, tmp_path: Path) -> None:
    play(tmp_path, seed)


@pytest.mark.parametrize("seed", range(4))
def test_as_an_ordinary_user(seed: int, ordinary_user: struct_passwd, public_path: Path) -> None:
    play(public_path, seed, ordinary_user)


@pytest.mark.soak
@pytest.mark.skipif(os.geteuid() != 0, reason="namespaces of several users need root")
@pytest.mark.parametrize("seed", MANY_SEEDS)
def test_many(seed: int, tmp_path: Path) -> None:
    play(tmp_path, seed)


@pytest.fixture
def public_path() -> Iterator[Path]:
    """A directory that every user can reach."""
    import shutil
    import tempfile

    path = Path(tempfile.mkdtemp(prefix="nsx-pytest-of-"))
    yield path
    shutil.rmtree(path)
