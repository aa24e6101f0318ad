"""A root as it was found: what is told of it, what it can be called, and where its files are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from nsexplorer.engines.containers_storage import IdRows, Store
from nsexplorer.engines.layer_stack import LayerStack
from nsexplorer.model.root import Root

Kind = Literal["container", "image"]


@dataclass(frozen=True, slots=True)
class Files:
    """Where the files of a stored root are. `stack` reads that from the store; it raises UnreadableError.

    `user_xattrs`: the layers were written by an ordinary user's overlay, which keeps its marks in user.* attributes (userxattr).
    `uid_map` and `gid_map` are the ids that a container gives its files, by rows inside, outside, count. `store` is set where the store
    is one of containers-storage, `layer` the topmost layer there.
    """

    stack: Callable[[], LayerStack]
    graphroot: str
    layer: str
    user_xattrs: bool
    store: Store | None = None
    uid_map: IdRows = ()
    gid_map: IdRows = ()


@dataclass(frozen=True, slots=True)
class FoundRoot:
    """A root, and what it answers to: `names` without the form and the store; `stores` are what may stand behind `@`, the shortest first.

    `files` is None for what is known by its processes alone.
    """

    root: Root
    kind: Kind
    names: tuple[str, ...]
    stores: tuple[str, ...]
    files: Files | None = None
