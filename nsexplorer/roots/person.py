"""Who is at work here, as engines see it: the user outside of all user namespaces that were opened on the way."""

import os
import pwd

from nsexplorer.engines.store_location import Person

ROOTLESS_UID = "_CONTAINERS_ROOTLESS_UID"
"""What `buildah unshare`, `podman unshare` and sessions hand down: the uid outside."""


def person() -> Person:
    """Whoever runs this process."""
    uid = outside_uid()
    return Person(uid, os.environ.get("HOME") or _home(uid), os.environ)


def outside_uid() -> int:
    """The uid that this process has outside of its user namespace. Root of the initial one, and of one that maps 0 to 0, is 0."""
    handed_down = os.environ.get(ROOTLESS_UID, "")
    if handed_down.isascii() and handed_down.isdigit() and not initial_user_namespace():
        return int(handed_down)
    uid = os.geteuid()
    with open("/proc/self/uid_map", encoding="ascii") as file:
        for inside, outside, count in (map(int, line.split()) for line in file):
            if inside <= uid < inside + count:
                return outside + uid - inside
    return uid


def initial_user_namespace() -> bool:
    """Whether ids are what they are: the map of the initial user namespace is one row for all (user_namespaces(7))."""
    with open("/proc/self/uid_map", encoding="ascii") as file:
        return file.read().split() == ["0", "0", "4294967295"]


def _home(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_dir
    except KeyError:
        return "/"
