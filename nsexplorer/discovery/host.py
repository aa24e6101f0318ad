"""Which namespaces are the host's: our own; in a session that nsexplorer opened, those that it was opened from."""

from __future__ import annotations

import os

from nsexplorer.discovery.draft import Draft
from nsexplorer.model.mount import with_mount
from nsexplorer.model.namespace import INITIAL_USER_NAMESPACE

TYPE_CHECKING = False  # annotations alone need these, and start-up is part of the product
if TYPE_CHECKING:
    from nsexplorer.model.session import Session


def collect(draft: Draft) -> None:
    """Correct `draft.host`, once the tables are there."""
    session = session_around()
    if session is None:
        return
    draft.host = {**draft.own, **session.host}
    if not any(table.namespace == session.host["mnt"] for table in draft.tables):
        draft.host["mnt"] = with_mount(draft.tables, session.host_mount) or session.host["mnt"]


def session_around() -> Session | None:
    """The session that this process is in; None outside of any."""
    try:
        own = os.readlink("/proc/self/ns/user")
    except OSError:
        return None
    if own == INITIAL_USER_NAMESPACE:
        return None  # nobody made it, and the records need not be looked for
    from nsexplorer.discovery.session_records import sessions

    return next((each for each in sessions() if each.namespaces["user"] == own), None)
