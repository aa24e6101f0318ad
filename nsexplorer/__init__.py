"""An explorer of Linux namespaces and mount tables.

    import nsexplorer

    snapshot = nsexplorer.capture()
    for row in nsexplorer.mounts(snapshot, "1234").rows:
        print(row.target, row.hidden_by)

Names are loaded when they are first used: importing the package costs nothing.
"""

TYPE_CHECKING = False  # as typing has it, without importing that

if TYPE_CHECKING:
    from nsexplorer.api import capture, listing, load, mounts, show
    from nsexplorer.explain.errors import AmbiguousTarget, TableUnreadable, UnknownTarget
    from nsexplorer.model.saved import UnusableSnapshot
    from nsexplorer.model.snapshot import Snapshot

__version__ = "0.1.0"

__all__ = [
    "AmbiguousTarget",
    "Snapshot",
    "TableUnreadable",
    "UnknownTarget",
    "UnusableSnapshot",
    "__version__",
    "capture",
    "listing",
    "load",
    "mounts",
    "show",
]

_HOME = {"UnusableSnapshot": "nsexplorer.model.saved"}
"""Where those names are that are not the library's own functions."""


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME.get(name, "nsexplorer.api")), name)


def __dir__() -> list[str]:
    return __all__
