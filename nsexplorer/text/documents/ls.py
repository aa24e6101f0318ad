"""The JSON of `ls`: namespaces, and what keeps each alive."""

from collections.abc import Iterable
from typing import Any

from nsexplorer.explain.naming import shared_with_host
from nsexplorer.model.namespace import Namespace, Pin
from nsexplorer.model.snapshot import Snapshot


def ls(snapshot: Snapshot, namespaces: Iterable[Namespace]) -> dict[str, Any]:
    """The answer's keys. Of the processes in a namespace, its pins name the leader only."""
    return {"namespaces": [namespace_row(snapshot, namespace) for namespace in namespaces]}


def namespace_row(snapshot: Snapshot, namespace: Namespace) -> dict[str, Any]:
    """One namespace. What is null because it could not be read has its reason in `unreadable`."""
    leader = None if namespace.leader is None else snapshot.processes.get(namespace.leader)
    return {
        "id": namespace.id,
        "type": namespace.type,
        "inode": namespace.inode,
        "nsid": namespace.nsid,
        "owner": namespace.owner,
        "parent": namespace.parent,
        "children": list(namespace.children),
        "creator_uid": namespace.creator_uid,
        "leader": namespace.leader,
        "processes": namespace.processes,
        "name": "host" if shared_with_host(snapshot, namespace) else namespace.name or (leader.command if leader else None),
        "pins": [pin_row(pin) for pin in namespace.pins if pin.kind != "process" or pin.pid == namespace.leader],
        "sources": list(namespace.sources),
        "unreadable": dict(namespace.unreadable),
    }


def pin_row(pin: Pin) -> dict[str, Any]:
    """One pin; keys that do not apply to its kind are null."""
    return {
        "kind": pin.kind,
        "pid": pin.pid,
        "tid": pin.tid,
        "fd": pin.fd,
        "path": pin.path,
        "in": pin.within,
        "namespace": pin.namespace,
    }
