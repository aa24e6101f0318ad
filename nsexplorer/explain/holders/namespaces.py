"""What keeps a namespace alive, as holders."""

from collections.abc import Iterator

from nsexplorer.explain.holders.fixes import stop, unpin
from nsexplorer.explain.holders.holder import Holder
from nsexplorer.explain.holders.people import People
from nsexplorer.explain.naming import pin_text
from nsexplorer.model.answer import Evidence, Fix
from nsexplorer.model.hold import Hold, Holds
from nsexplorer.model.namespace import Namespace, Pin
from nsexplorer.model.snapshot import Snapshot


def pins(snapshot: Snapshot, people: People, identifiers: tuple[str, ...], holds: Holds | None) -> Iterator[Holder]:
    """Each process in the namespaces and each other pin; for a mount namespace with none of these, who reads its table."""
    for identifier in identifiers:
        namespace = snapshot.namespaces[identifier]
        for pid in namespace.members:
            yield _holder(snapshot, people, namespace, Pin("process", pid=pid))
        others = [pin for pin in namespace.pins if pin.kind != "process"]
        for pin in others:
            yield _holder(snapshot, people, namespace, pin)
        if namespace.type == "mnt" and not namespace.members and not others and holds is not None:
            for reader in holds.table_readers:
                if _may_be_of_ended(snapshot, reader):
                    yield _reader(people, namespace, reader)


def _holder(snapshot: Snapshot, people: People, namespace: Namespace, pin: Pin) -> Holder:
    who = None if pin.pid is None else people.who(pin.pid)
    if pin.kind in ("process", "thread", "for_children") and who is not None:
        fix = tuple(stop(people, who))
    else:
        fix = tuple(unpin(snapshot, pin))
    return Holder("pin", "namespace", pin.within, pin.path, who, Evidence(pin_text(pin), _source(snapshot, namespace, pin)), fix)


def _source(snapshot: Snapshot, namespace: Namespace, pin: Pin) -> str:
    match pin.kind:
        case "process":
            return f"/proc/{pin.pid}/ns/{namespace.type}"
        case "thread":
            return f"/proc/{pin.pid}/task/{pin.tid}/ns/{namespace.type}"
        case "for_children":
            return f"/proc/{pin.pid}/ns/{namespace.type}_for_children"
        case "fd" | "socket":
            return f"/proc/{pin.pid}/fd/{pin.fd}"
        case "bind":
            tables = snapshot.tables_of(pin.within or "")
            reader = tables[0].reader if tables else None
            return f"statmount(2) in {pin.within}" if reader is None else f"/proc/{reader}/mountinfo"
        case _:
            return "NS_GET_PARENT and NS_GET_USERNS (ioctl_ns(2))"


def _may_be_of_ended(snapshot: Snapshot, reader: Hold) -> bool:
    """Whether an open mountinfo may be that of a process which has ended or left: of one that lives it keeps what that keeps anyway."""
    pid = reader.path.split("/")[2]
    return not pid.isdigit() or int(pid) not in snapshot.processes


def _reader(people: People, namespace: Namespace, reader: Hold) -> Holder:
    """No process and no pin: all that is left is an open mountinfo (fs/proc_namespace.c keeps the namespace until it is closed)."""
    who = people.who(reader.pid)
    fix = (Fix(f"have process {reader.pid} close descriptor {reader.fd}"), *(stop(people, who) if who is not None else ()))
    return Holder("fd", "namespace", None, reader.path, who, Evidence(reader.path, reader.source), fix, certain=False)
