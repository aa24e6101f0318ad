"""Who looks: the namespaces nsexplorer itself is in, its user and its capabilities."""

import os

from nsexplorer.discovery.draft import Draft
from nsexplorer.linux import procfs
from nsexplorer.model.capability_names import names
from nsexplorer.model.namespace import NAMESPACE_TYPES
from nsexplorer.model.snapshot import Viewer


def collect(draft: Draft) -> None:
    """Fill `draft.own`, which is `draft.host` as well until more is known, and `draft.viewer`.

    /proc may be that of another pid namespace, where /proc/self does not exist.
    """
    for kind in NAMESPACE_TYPES:
        try:
            draft.own[kind] = os.readlink(f"/proc/self/ns/{kind}")
        except OSError:
            continue
        draft.found(draft.own[kind], "process", b"/proc/self/ns/%b" % kind.encode())
    try:
        status = procfs.parse_status(procfs.read(b"/proc/self/status"))
        pid = int(os.readlink("/proc/self"))
    except (OSError, ValueError):
        draft.missing.append("what this viewer may see: /proc/self cannot be read; is /proc that of another pid namespace?")
        draft.viewer = Viewer(os.getpid(), os.geteuid(), (), draft.own.get("user"))
        return
    draft.viewer = Viewer(pid, os.geteuid(), names(status.effective), draft.own.get("user"))
