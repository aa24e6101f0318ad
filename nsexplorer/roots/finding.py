"""The root that a person names: of the catalogue, or made of a path."""

import os

from nsexplorer.engines.layer_stack import LayerDirectory, LayerStack
from nsexplorer.engines.record_files import UnreadableError
from nsexplorer.engines.store_location import Person
from nsexplorer.explain.errors import UnknownTarget
from nsexplorer.model.root import Root
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.roots.catalogue import catalogue
from nsexplorer.roots.choosing import choose
from nsexplorer.roots.errors import CannotReadStore
from nsexplorer.roots.found import Files, FoundRoot
from nsexplorer.roots.names import RootName


def find(snapshot: Snapshot, person: Person, name: RootName) -> FoundRoot:
    """The root of that name. Raises UnknownTarget, AmbiguousTarget, CannotReadStore."""
    match name.form:
        case "container" | "image" | "bare":
            paths = [name.store] if name.store is not None and name.store.startswith("/") else []
            try:
                return choose(catalogue(snapshot, person, paths), name)
            except UnreadableError as error:
                raise CannotReadStore(str(error)) from None
        case "dir":
            return _directory(os.path.realpath(name.name))
        case form:
            raise UnknownTarget(
                name.text, f"roots of the form {form}: cannot be opened yet", "unpack it, and name the directory as dir:PATH"
            )


def _directory(path: str) -> FoundRoot:
    """The tree below a directory, with nothing that is mounted there."""
    stack = LayerStack((LayerDirectory(path, path),), single=True)
    return FoundRoot(Root(f"dir:{path}", "none", None, path), "image", (), (), Files(lambda: stack, path, path, False))
