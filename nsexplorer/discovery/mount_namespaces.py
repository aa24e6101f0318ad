"""All mount namespaces by NS_MNT_GET_NEXT (Linux 6.12): the only source that needs nothing to hold them in sight."""

import os

from nsexplorer.discovery.draft import Draft, reason
from nsexplorer.linux.features import wanted
from nsexplorer.linux.nsfs import NS_MNT_GET_NEXT, NS_MNT_GET_PREV, climb_into, step
from nsexplorer.model.namespace import namespace_id

UNSEEN = "mount namespaces that no process, descriptor or bind mount leads to"


def collect(draft: Draft) -> None:
    """Walk from our own mount namespace to the first, then to the last. Each descriptor is closed before it could keep one alive."""
    if not wanted("mnt_get_next"):
        draft.features["mnt_get_next"] = "switched off"
        draft.missing.append(f"{UNSEEN}: NS_MNT_GET_NEXT is switched off")
        return
    try:
        here = os.open("/proc/self/ns/mnt", os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        draft.features["mnt_get_next"] = reason(error)
        draft.missing.append(f"{UNSEEN}: /proc/self/ns/mnt cannot be opened")
        return
    try:
        while (before := step(here, NS_MNT_GET_PREV)) is not None:
            os.close(here)
            here = before
        while True:
            namespace = namespace_id(*climb_into(draft.facts, here))
            draft.found(namespace, "mnt_get_next")
            after = step(here, NS_MNT_GET_NEXT)
            if after is None:
                break
            os.close(here)
            here = after
        draft.features["mnt_get_next"] = "used"
    except OSError as error:
        draft.features["mnt_get_next"] = reason(error)
        draft.missing.append(f"{UNSEEN}: NS_MNT_GET_NEXT needs Linux 6.12 and root of the initial user and pid namespaces")
    finally:
        os.close(here)
