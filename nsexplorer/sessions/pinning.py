"""Keeping a namespace without a process: a bind mount of its file, where that can be had, and why it cannot elsewhere."""

from nsexplorer.explain.errors import UnknownTarget
from nsexplorer.explain.handles import handles
from nsexplorer.explain.targets import Target
from nsexplorer.helper.ask import ask_pin, ask_unpin
from nsexplorer.helper.refusal import Refusal
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.sessions.errors import Refused

DEADLINE = 5.0


def namespace_of(snapshot: Snapshot, target: Target, kind: str | None) -> str:
    """The one namespace that is meant: the target itself, or its namespace of that type. Raises UnknownTarget where several may be."""
    if kind is None and target.namespace is not None:
        return target.namespace
    if kind is not None and kind in target.namespaces:
        return target.namespaces[kind]
    if kind is not None:
        raise UnknownTarget(target.text, f"its {kind} namespace could not be read")
    own = [each for each in target.namespaces.values() if each not in snapshot.host.values()]
    if len(own) == 1:
        return own[0]
    which = ", ".join(own) or "none of its own"
    raise UnknownTarget(target.text, f"a bind mount keeps one namespace, and it has {which}", "say which type with -t")


def pin(snapshot: Snapshot, namespace: str, path: str) -> None:
    """Bind its file to an absolute path in our mount namespace. Raises UnknownTarget where nothing leads to it, Refused."""
    source = next(handles(snapshot, namespace), None)
    if source is None:
        raise UnknownTarget(namespace, "nothing leads to its file", "name a process that is in it")
    refusal = ask_pin(source, namespace, path, DEADLINE)
    if refusal is not None:
        raise Refused(refusal)


def unpin(path: str) -> int:
    """Take the bind mount at an absolute path away; gives the inode of the namespace that it kept. Raises Refused."""
    inode = ask_unpin(path, DEADLINE)
    if isinstance(inode, Refusal):
        raise Refused(inode)
    return inode


def why_not(refusal: Refusal, namespace: str) -> tuple[str, str]:
    """What a refusal to pin means, and what to do instead."""
    if refusal.error == "EPERM":
        return (
            "mounting takes CAP_SYS_ADMIN over your mount namespace",
            "in a session you may, while it lives; or have a session outlive its command: `nsexplorer unshare --keep`",
        )
    if refusal.error == "EINVAL" and namespace.startswith("mnt:"):
        return (
            "a mount namespace may be kept neither in itself, nor in one of a higher id, nor on a shared mount, which would copy it there",
            "pin it outside of it, below a directory that is a private mount: `mount --bind DIR DIR && mount --make-private DIR`",
        )
    return refusal.reason, "see `nsexplorer pin --help`"
