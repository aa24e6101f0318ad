"""Everything that is known of a namespace or a process, as facts. What they name can be followed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from nsexplorer import api
from nsexplorer.explain.facts import Named, NamespaceFacts, ProcessFacts
from nsexplorer.explain.naming import pin_text
from nsexplorer.model import capability_names
from nsexplorer.model.container import Container, Unit, UnitOption
from nsexplorer.model.details import Details
from nsexplorer.model.namespace import Pin
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.people import container_texts, option_text, unit_texts
from nsexplorer.tui.place import Place, Subject
from nsexplorer.tui.rows.fact import Fact
from nsexplorer.tui.rows.subject import short_name
from nsexplorer.tui.signs import Signs
from nsexplorer.tui.surroundings import Surroundings

ISOLATES = {
    "cgroup": "the root of the control groups that its processes see",
    "ipc": "System V IPC and POSIX message queues",
    "mnt": "mounts: what is mounted where",
    "net": "network interfaces, addresses, routes, firewall rules, sockets",
    "pid": "process ids",
    "time": "the boot-time and monotonic clocks",
    "user": "user and group ids, and what capabilities count for",
    "uts": "host name and NIS domain name",
}
"""What each type of namespace has of its own (namespaces(7))."""

STATES = {
    "R": "running",
    "S": "sleeping",
    "D": "waiting for a device, cannot be interrupted",
    "T": "stopped",
    "t": "stopped by a tracer",
    "Z": "zombie: it has ended and waits for its parent",
    "X": "dead",
    "I": "idle",
}
"""The letters of proc_pid_stat(5)."""

SECCOMP = {0: "off", 1: "strict", 2: "filter"}

MOST_PINS = 200
"""So many pins are listed; of more, the number is told."""


def facts_of(snapshot: Snapshot, subject: Subject, surroundings: Surroundings) -> Sequence[Fact]:
    """The facts of the subject, what tells most first. Raises UnknownTarget where the snapshot does not have it."""
    found = api.show(snapshot, str(subject))
    if isinstance(found, NamespaceFacts):
        return list(_of_namespace(snapshot, found, surroundings))
    return list(_of_process(snapshot, found, surroundings))


def _of_namespace(snapshot: Snapshot, found: NamespaceFacts, surroundings: Surroundings) -> Iterator[Fact]:
    signs = surroundings.signs
    namespace = found.namespace
    yield _sharing(found.shared_with_host, "the host's own", "not the host's", signs)
    leader = snapshot.processes.get(namespace.leader or -1)
    if namespace.name is not None or leader is None:
        yield Fact("name", neutral(found.name), "name")
    if leader is not None:
        yield Fact("leader", _process(leader), "link", Place(leader.pid))
    yield Fact("processes", str(namespace.processes) if namespace.members else "none", "plain" if namespace.members else "warning")
    yield from _chain(snapshot, "owner", found.owners, signs, namespace.unreadable.get("owner"))
    if namespace.type in ("pid", "user"):
        yield from _chain(snapshot, "parent", found.parents, signs, namespace.unreadable.get("parent"))
    if namespace.type == "user":
        yield Fact("creator", "not known" if namespace.creator_uid is None else _user(namespace.creator_uid, surroundings))
    yield from _belongs_to(found.container, found.unit, found.options)
    yield from _pins(namespace.pins)
    if namespace.type in ISOLATES:
        yield Fact("isolates", ISOLATES[namespace.type])
    if namespace.nsid is not None:
        yield Fact("nsid", str(namespace.nsid))
    yield Fact("found by", ", ".join(namespace.sources) or "nothing", "faint")
    for what, why in namespace.unreadable.items():
        if what not in ("owner", "parent") and (what != "creator_uid" or namespace.type == "user"):
            yield Fact("not read", f"{what}: {neutral(why)}", "faint")
    yield from _chain(snapshot, "children", found.children, signs)
    yield from _chain(snapshot, "owns", found.owned, signs)


def _of_process(snapshot: Snapshot, found: ProcessFacts, surroundings: Surroundings) -> Iterator[Fact]:
    signs = surroundings.signs
    process = found.process
    own = [name for _, name in found.namespaces if not name.shared_with_host]
    if found.namespaces:
        yield _sharing(not own, "in the host's namespaces only", f"{len(own)} of its {len(found.namespaces)} namespaces are its own", signs)
    yield Fact("command", neutral(process.command), "name")
    if process.details is not None and process.details.command_line:
        yield Fact("runs", neutral(" ".join(process.details.command_line)))
    yield Fact("state", STATES.get(process.state, process.state) + (", kernel thread" if process.kernel else ""))
    parent = snapshot.processes.get(process.parent)
    if parent is not None:
        yield Fact("parent", _process(parent), "link", Place(parent.pid))
    for number, (_, name) in enumerate(found.namespaces):
        yield _link(snapshot, "namespaces" if number == 0 else "", name, signs)
    yield Fact("threads", str(process.threads))
    for thread in found.threads:
        apart = [identifier for kind, identifier in thread.namespaces.items() if process.namespaces.get(kind) != identifier]
        yield Fact("", f"thread {thread.tid} is in {', '.join(apart)}", "link", Place(apart[0]))
    if process.root not in (None, "/"):
        yield Fact("root", f"{neutral(process.root or '')} (chrooted)", "warning")
    yield Fact("user", _user(process.uid, surroundings))
    if process.details is not None:
        yield from _details(process.details)
    yield from _belongs_to(found.container, found.unit, ())
    if process.unreadable is not None:
        yield Fact("not read", neutral(process.unreadable), "warning")


def _details(details: Details) -> Iterator[Fact]:
    if len(details.inner_pids) > 1:
        yield Fact("inner pids", ", ".join(map(str, details.inner_pids[1:])))
    if details.cwd is not None:
        yield Fact("cwd", neutral(details.cwd))
    for label, ids in (("uids", details.uids), ("gids", details.gids)):
        if len(set(ids)) > 1:
            yield Fact(label, f"real {ids[0]}, effective {ids[1]}, saved {ids[2]}, file system {ids[3]}")
    if details.groups:
        yield Fact("groups", ", ".join(map(str, details.groups)))
    yield Fact("caps", _capabilities(details.capabilities.effective))
    if details.capabilities.ambient:
        yield Fact("ambient", _capabilities(details.capabilities.ambient))
    if details.no_new_privileges:
        yield Fact("privileges", "nothing it runs gains any (no_new_privs)")
    if details.seccomp:
        yield Fact("seccomp", SECCOMP.get(details.seccomp, str(details.seccomp)))
    if details.cgroup is not None:
        for place, line in enumerate(details.cgroup.strip().split("\n")):
            yield Fact("" if place else "cgroup", neutral(line))


def _user(uid: int, surroundings: Surroundings) -> str:
    name = neutral(surroundings.user(uid))
    return f"uid {uid}" if name == str(uid) else f"{name} (uid {uid})"


def _capabilities(mask: int) -> str:
    if mask == 0:
        return "none"
    known = capability_names.names(mask)
    absent = capability_names.names(capability_names.ALL & ~mask)
    if not absent:
        return "all, in its own user namespace"
    if len(absent) < 6:
        return f"all but {', '.join(absent)}, in its own user namespace"
    return ", ".join(known)


def _sharing(host: bool, yes: str, no: str, signs: Signs) -> Fact:
    return Fact("host", yes, "host", sign=(f"{signs.host} ", "host")) if host else Fact("host", no, "plain", sign=(f"{signs.own} ", "own"))


def _chain(snapshot: Snapshot, label: str, names: Sequence[Named], signs: Signs, unreadable: str | None = None) -> Iterator[Fact]:
    for number, name in enumerate(names):
        yield _link(snapshot, label if number == 0 else "", name, signs)
    if not names and unreadable is not None:
        yield Fact(label, f"not told ({neutral(unreadable)})", "faint")


def _link(snapshot: Snapshot, label: str, name: Named, signs: Signs) -> Fact:
    sign = (f"{signs.host} ", "host") if name.shared_with_host else (f"{signs.own} ", "own")
    namespace = snapshot.namespace(name.id)
    called = "" if namespace is None else short_name(snapshot, namespace)
    return Fact(label, f"{name.id} {called}".rstrip(), "link", Place(name.id), sign)


def _process(process: Process) -> str:
    return f"{process.pid} {neutral(process.command)}"


def _belongs_to(container: Container | None, unit: Unit | None, options: Iterable[UnitOption]) -> Iterator[Fact]:
    yield from _first_leads("container", container_texts(container), None if container is None else Place(container.pid))
    yield from _first_leads("unit", unit_texts(unit), None if unit is None else Place(unit.pid))
    yield from _first_leads("because of", map(option_text, options), None)


def _first_leads(label: str, texts: Iterable[str], place: Place | None) -> Iterator[Fact]:
    """Several lines about one thing, of which the first leads to it."""
    for number, text in enumerate(texts):
        leads = place if number == 0 else None
        yield Fact(label if number == 0 else "", neutral(text), "link" if leads else "faint" if place else "plain", leads)


def _place(pin: Pin) -> Place | None:
    if pin.within is not None:
        return Place(pin.within, "mounts")
    subject = pin.namespace or pin.pid
    return None if subject is None else Place(subject)


def _pins(pins: Sequence[Pin]) -> Iterator[Fact]:
    """What keeps it. The namespaces below it are told one by one elsewhere: here only how many there are."""
    told = [Fact("", neutral(pin_text(pin)), "link", _place(pin)) for pin in pins if pin.kind != "child"]
    below = sum(pin.kind == "child" for pin in pins)
    if below:
        told.append(Fact("", "a namespace below it" if below == 1 else f"{below} namespaces below it"))
    if len(told) > MOST_PINS:
        told = [*told[:MOST_PINS], Fact("", f"and {len(told) - MOST_PINS} more", "faint")]
    for number, fact in enumerate(told or [Fact("", "nothing that could be seen", "faint")]):
        yield replace(fact, label="kept by") if number == 0 else fact
