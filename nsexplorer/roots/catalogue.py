"""Every root that can be seen from here: of stores, of running containers, of chroots; each with a name of its own."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from nsexplorer.engines.containers_storage import Store, read_stores
from nsexplorer.engines.record_files import UnreadableError
from nsexplorer.engines.store_files import MissingError
from nsexplorer.engines.store_location import Person, StoreLocation, own_store, store_at
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.roots.found import FoundRoot
from nsexplorer.roots.person import initial_user_namespace
from nsexplorer.roots.real_mounts import RealMounts
from nsexplorer.roots.running import chroots, running_containers
from nsexplorer.roots.stored import Surroundings, roots_of_store


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The roots that were found, containers first, and what could not be read."""

    roots: tuple[FoundRoot, ...]
    unread: tuple[str, ...] = ()


def catalogue(snapshot: Snapshot, person: Person, paths: Iterable[str] = ()) -> Catalogue:
    """What `person` can see here, with the stores at `paths`. The snapshot is of this machine, now, and has the mount tables.

    Raises UnreadableError where one of those paths is no store that can be read.
    """
    table = snapshot.table_of_process(snapshot.viewer.pid)
    around = Surroundings({container.id: container for container in snapshot.containers}, RealMounts(snapshot), table)
    found: list[FoundRoot] = []
    unread: list[str] = []
    seen: set[str] = set()
    given = [((), store_at(path)) for path in paths]
    for names, location in (*_usual_stores(person), *given, *_stores_in_use(person, around.mounts)):
        try:
            stores = [store for store in read_stores(location, table) if store.location.graphroot not in seen]
        except UnreadableError as error:
            if location in [each for _, each in given]:
                raise
            if not isinstance(error, MissingError):
                unread.append(str(error))
            continue
        for store in stores:
            seen.add(store.location.graphroot)
            unread += store.unread
            found += roots_of_store(store, (*names, store.location.graphroot), _user_xattrs(store), around)
    found += running_containers(snapshot, {each.root.id for each in found})
    found += chroots(snapshot)
    found.sort(key=lambda each: each.kind)
    return Catalogue(tuple(_named(found)), tuple(dict.fromkeys(unread)))


Known = tuple[tuple[str, ...], StoreLocation]
"""A store, and the words that may stand behind `@` for it."""


def _usual_stores(person: Person) -> Iterator[Known]:
    """One's own; root's is root's alone."""
    yield ("podman", "root") if person.uid == 0 else ("podman",), own_store(person)


def _stores_in_use(person: Person, mounts: RealMounts) -> Iterator[Known]:
    """For root, the stores of others that some layer is mounted of."""
    for store in dict.fromkeys(layer.store for layer in mounts.layers()) if person.uid == 0 else ():
        yield (), StoreLocation(store, (), "the mount table")


def _user_xattrs(store: Store) -> bool:
    """Whether an ordinary user's engine wrote the store: then its overlay could not use trusted.* attributes."""
    if not initial_user_namespace():
        return True
    try:
        return os.stat(store.location.graphroot, follow_symlinks=False).st_uid != 0
    except OSError:
        return False


def _named(found: list[FoundRoot]) -> Iterator[FoundRoot]:
    """Each with the shortest ROOT that names it alone."""
    plain = [f"{each.kind}:{each.root.name or each.root.id}" for each in found]
    times = Counter(plain)
    for each, name in zip(found, plain, strict=True):
        if times[name] == 1:
            yield replace(each, root=replace(each.root, root=name))
            continue
        for candidate in (*(f"{name}@{store}" for store in each.stores), f"{each.kind}:{each.root.id}"):
            if sum(_answers(other, candidate) for other in found) == 1:
                break
        yield replace(each, root=replace(each.root, root=candidate))


def _answers(found: FoundRoot, root: str) -> bool:
    names = (found.root.name or "", found.root.id)
    plain = [f"{found.kind}:{name}" for name in names if name]
    return root in plain or any(root == f"{name}@{store}" for name in plain for store in found.stores)
