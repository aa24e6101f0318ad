"""What a namespace is called where nobody gave it a name, and whether it is the host's."""

from nsexplorer.model.namespace import Namespace, Pin
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Snapshot


def name_of(snapshot: Snapshot, namespace: Namespace) -> str:
    """A name that people recognise: the target that names it, else its leader's command line or command, else what keeps it alive."""
    if namespace.name is not None:
        return namespace.name
    leader = None if namespace.leader is None else snapshot.processes.get(namespace.leader)
    if leader is not None:
        return command_of(leader)
    if namespace.members:
        return f"process {namespace.members[0]}"
    pins = [pin for pin in namespace.pins if pin.kind != "process"]
    return f"no process: {pin_text(pins[0])}" if pins else "no process"


def command_of(process: Process) -> str:
    """Its command line where that was read and is not empty, else the kernel's short name, in brackets as ps(1) does."""
    line = process.details.command_line if process.details is not None else None
    if line:
        return " ".join(line)
    return f"[{process.command}]" if process.kernel or process.zombie else process.command


def shared_with_host(snapshot: Snapshot, namespace: Namespace) -> bool:
    """Whether it is one of the host's own."""
    return snapshot.host.get(namespace.type) == namespace.id


def pin_text(pin: Pin) -> str:
    """What keeps a namespace alive, in a few words."""
    match pin.kind:
        case "process":
            return f"process {pin.pid} is in it"
        case "thread":
            return f"thread {pin.tid} of process {pin.pid} is in it"
        case "fd":
            return f"held by descriptor {pin.fd} of process {pin.pid}"
        case "socket":
            return f"held by socket {pin.fd} of process {pin.pid}"
        case "bind":
            return f"bound at {pin.path} in {pin.within}"
        case "child":
            return f"held by {pin.namespace} below it"
        case "for_children":
            return f"the next child of process {pin.pid} is born into it"
        case kind:
            return f"held by {kind}"
