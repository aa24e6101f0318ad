"""The page about one namespace."""

from collections.abc import Iterator

from nsexplorer.explain.facts import Named, NamespaceFacts
from nsexplorer.explain.naming import command_of, pin_text
from nsexplorer.model.idmap import IdMap
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.page import Fact, fact, facts_page, section
from nsexplorer.text.plain.people import UserName, container_texts, option_text, process_table, unit_texts
from nsexplorer.text.quoting import shell_line

_KINDS = {
    "cgroup": "a cgroup namespace",
    "ipc": "an ipc namespace",
    "mnt": "a mount namespace",
    "net": "a network namespace",
    "pid": "a pid namespace",
    "time": "a time namespace",
    "user": "a user namespace",
    "uts": "a uts namespace",
}


def namespace_page(facts: NamespaceFacts, user: UserName, medium: Medium) -> Iterator[str]:
    """A sentence, the facts, what keeps it alive, the processes in it, and what to look at next."""
    yield from facts_page(_sentence(facts), _facts(facts, user), medium)
    yield from section("kept alive by", map(neutral, _pins(facts)), medium)
    yield from section("processes in it", process_table(facts.members, user, medium), medium)
    yield from section("owned by it", (neutral(named_text(named)) for named in facts.owned), medium)
    yield from section("look further", _further(facts), medium)


def named_text(named: Named) -> str:
    """A namespace and what it is called."""
    return f"{named.id} {'host' if named.shared_with_host else named.name}".rstrip()


def _sentence(facts: NamespaceFacts) -> str:
    namespace = facts.namespace
    what = _KINDS.get(namespace.type, f"a {namespace.type} namespace")
    whose = ", one of the host's" if facts.shared_with_host else f", {facts.name}" if namespace.name else ""
    match namespace.processes:
        case 0:
            who = "without any process"
        case 1:
            who = "with one process"
        case count:
            who = f"with {count} processes"
    return f"{namespace.id} is {what}{whose}, {who}."


def _facts(facts: NamespaceFacts, user: UserName) -> Iterator[Fact]:
    namespace = facts.namespace
    leader = next((process for process in facts.members if process.pid == namespace.leader), None)
    yield from fact("leader", None if leader is None else f"{leader.pid} {command_of(leader)} ({user(leader.uid)})")
    yield from fact("inode", None if namespace.inode is None else str(namespace.inode))
    yield from fact("64-bit id", None if namespace.nsid is None else f"{namespace.nsid} (never used again)")
    yield from fact("owner", *map(named_text, facts.owners))
    yield from fact("parent", *map(named_text, facts.parents))
    yield from fact("children", *map(named_text, facts.children))
    yield from fact("made by", None if namespace.creator_uid is None else f"{user(namespace.creator_uid)} (uid {namespace.creator_uid})")
    yield from fact("container", *container_texts(facts.container))
    yield from fact("unit", *unit_texts(facts.unit))
    yield from fact("because of", *map(option_text, facts.options))
    yield from _id_map(facts.id_map)
    yield from fact("found in", ", ".join(namespace.sources))
    not_read = ((name, reason) for name, reason in namespace.unreadable.items() if name != "creator_uid" or namespace.type == "user")
    yield from fact("not readable", *(f"{name}: {reason}" for name, reason in not_read))


def _id_map(id_map: IdMap | None) -> Iterator[Fact]:
    if id_map is None:
        return
    for label, rows in (("uids", id_map.uids), ("gids", id_map.gids)):
        yield from fact(label, *(f"{_span(row.inside, row.count)} inside are {_span(row.outside, row.count)} here" for row in rows))
        if not rows:
            yield from fact(label, "none is mapped")
    yield from fact("setgroups", id_map.setgroups)


def _span(first: int, count: int) -> str:
    return str(first) if count == 1 else f"{first}-{first + count - 1}"


def _pins(facts: NamespaceFacts) -> Iterator[str]:
    for pin in facts.namespace.pins:
        if pin.kind != "process":
            yield pin_text(pin)
    match facts.namespace.processes:
        case 0:
            pass
        case 1:
            yield "the process in it"
        case count:
            yield f"the {count} processes in it"


def _further(facts: NamespaceFacts) -> Iterator[str]:
    if facts.namespace.type == "mnt":
        yield shell_line(["nsexplorer", "mounts", facts.namespace.id])
    elif facts.namespace.leader is not None:
        yield shell_line(["nsexplorer", "show", str(facts.namespace.leader)])
