"""The environment in a session: by it Buildah and Podman know that they are root in a user namespace already."""

from collections.abc import Mapping

from nsexplorer.discovery.session_directory import HANDED_DOWN

NAME = "NSEXPLORER_SESSION"


def of_containers(environment: Mapping[str, str], uid: int, gid: int) -> dict[str, str]:
    """What `buildah unshare` sets (storage/pkg/unshare/unshare_linux.go); the ids are those outside. What is set already, and may
    differ, stays.
    """
    return {
        "BUILDAH_ISOLATION": environment.get("BUILDAH_ISOLATION", "rootless"),
        "TMPDIR": environment.get("TMPDIR", "/var/tmp"),
        "_CONTAINERS_ROOTLESS_GID": str(gid),
        "_CONTAINERS_ROOTLESS_UID": str(uid),
        "_CONTAINERS_USERNS_CONFIGURED": "done",
    }


def of_session(name: str, directory: str | None) -> dict[str, str]:
    """What tells that one is in a session of ours, and where its record lies."""
    return {NAME: name, **({} if directory is None else {HANDED_DOWN: directory})}
