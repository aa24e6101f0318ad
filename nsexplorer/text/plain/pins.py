"""What keeps a namespace alive beside the processes in it, in a few words."""

from nsexplorer.model.namespace import Namespace, Pin

_ORDER = ("bind", "fd", "socket", "thread", "for_children", "child")
"""What a person would not think of comes first. Processes are a number in a column of their own."""

_NAMED = 2
"""So many pins of a kind are named; of more, the number is told."""

_SEVERAL = {
    "bind": "binds",
    "fd": "descriptors",
    "socket": "sockets",
    "thread": "threads",
    "for_children": "processes' next children",
    "child": "namespaces below it",
}


def also_kept_by(namespace: Namespace) -> str:
    """All that keeps it alive but processes, on one line, as `bind /run/netns/blue, fd 7 of 123`."""
    parts: list[str] = []
    for kind in _ORDER:
        pins = [pin for pin in namespace.pins if pin.kind == kind]
        named = list(dict.fromkeys(pin_in_short(namespace, pin) for pin in pins))
        parts += named if len(named) <= _NAMED else [f"{len(pins)} {_SEVERAL[kind]}"]
    return ", ".join(parts)


def pin_in_short(namespace: Namespace, pin: Pin) -> str:
    """One pin, as `bind /run/netns/blue`, `fd 7 of 123`, `owner of net:[4026532178]`."""
    match pin.kind:
        case "bind":
            return f"bind {pin.path}"
        case "fd" | "socket":
            return f"{pin.kind} {pin.fd} of {pin.pid}"
        case "thread":
            return f"thread {pin.tid} of {pin.pid}"
        case "for_children":
            return f"next child of {pin.pid}"
        case "child" if pin.namespace is not None:
            return f"{'parent' if pin.namespace.partition(':')[0] == namespace.type else 'owner'} of {pin.namespace}"
        case _:
            return f"{pin.kind} {pin.pid}"
