"""The library, and the one way both front ends go: capture a snapshot, ask it for answers."""

from nsexplorer.discovery.observer import EVERYTHING, LISTING, Observer
from nsexplorer.model.snapshot import Snapshot

__all__ = ["EVERYTHING", "LISTING", "Observer", "Snapshot", "capture"]


def capture() -> Snapshot:
    """Everything this viewer can read of the machine's namespaces and mount tables, now.

    Privilege decides how much that is, never whether it works: `complete` of the snapshot says what is missing.
    """
    return Observer(EVERYTHING).capture()
