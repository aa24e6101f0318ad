"""The page about one process."""

from collections.abc import Iterator

from nsexplorer.explain.facts import ProcessFacts
from nsexplorer.explain.naming import command_of
from nsexplorer.model.capability_names import ALL, names
from nsexplorer.model.details import Capabilities, Details
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.page import Fact, fact, facts_page, section
from nsexplorer.text.plain.people import UserName, container_texts, option_text, unit_texts
from nsexplorer.text.quoting import shell_line
from nsexplorer.text.table import Cell, Column, table

_FEW = 8


def process_page(facts: ProcessFacts, user: UserName, medium: Medium) -> Iterator[str]:
    """A sentence, the facts, its namespaces beside the host's, threads that are elsewhere, and what to look at next."""
    yield from facts_page(_sentence(facts), _facts(facts, user), medium)
    yield from section("namespaces", _namespaces(facts, medium), medium)
    yield from section("threads in other namespaces", _threads(facts), medium)
    yield from section("look further", [shell_line(["nsexplorer", "mounts", str(facts.process.pid)])], medium)


def _sentence(facts: ProcessFacts) -> str:
    process = facts.process
    who = f"Process {process.pid} ({process.command})" if facts.tid is None else f"Thread {facts.tid} of process {process.pid}"
    if process.zombie:
        return f"{who} has ended and waits for its parent."
    apart = [kind for kind, named in facts.namespaces if not named.shared_with_host]
    if not facts.namespaces:
        return f"{who} is in namespaces that could not be read."
    if not apart:
        return (
            f"{who} is in the host's namespaces, as far as they could be read."
            if process.unreadable
            else f"{who} is in the host's namespaces."
        )
    return f"{who} has {_list(apart)} {'namespace' if len(apart) == 1 else 'namespaces'} other than the host's."


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _facts(facts: ProcessFacts, user: UserName) -> Iterator[Fact]:
    process, details = facts.process, facts.process.details
    yield from fact("command", command_of(process))
    yield from fact("user", f"{user(process.uid)} (uid {process.uid})")
    yield from fact("parent", str(process.parent) if process.parent else None)
    if details is not None:
        yield from _details(details)
    yield from fact("root", process.root)
    yield from fact("working directory", None if details is None else details.cwd)
    yield from fact("container", *container_texts(facts.container))
    yield from fact("unit", *unit_texts(facts.unit))
    yield from fact("unit files", *map(option_text, () if facts.unit is None else facts.unit.options))
    yield from fact("not readable", process.unreadable)


def _details(details: Details) -> Iterator[Fact]:
    if len(details.inner_pids) > 1:
        yield from fact("pid inside", ", then ".join(map(str, details.inner_pids[1:])))
    yield from fact("uids", _ids(details.uids))
    yield from fact("gids", _ids(details.gids))
    yield from fact("groups", " ".join(map(str, details.groups)))
    yield from fact("capabilities", *_capabilities(details.capabilities))
    if details.no_new_privileges:
        yield from fact("no_new_privs", "set: execve(2) gives it no privilege")
    if details.seccomp:
        yield from fact("seccomp", {1: "strict", 2: "filter"}.get(details.seccomp, str(details.seccomp)))
    yield from fact("cgroup", *(details.cgroup or "").splitlines())


def _ids(ids: tuple[int, int, int, int]) -> str:
    if len(set(ids)) == 1:
        return str(ids[0])
    return ", ".join(f"{word} {number}" for word, number in zip(("real", "effective", "saved", "file system"), ids, strict=True))


def _capabilities(sets: Capabilities) -> Iterator[str]:
    """The sets that say something, equal ones together."""
    called: dict[int, list[str]] = {sets.effective: ["effective"]}
    for name, mask in (
        ("permitted", sets.permitted),
        ("inheritable", sets.inheritable),
        ("ambient", sets.ambient),
        ("bounding", sets.bounding),
    ):
        if mask:
            called.setdefault(mask, []).append(name)
    for mask, words in called.items():
        yield f"{', '.join(words)}: {_capability_names(mask)}"


def _capability_names(mask: int) -> str:
    """The names in a set; of a nearly full one, those that it lacks."""
    lacking = ALL & ~mask
    if lacking.bit_count() > _FEW:
        return " ".join(names(mask)).lower() or "none"
    return "all" + (f" but {' '.join(names(lacking)).lower()}" if lacking else "")


def _namespaces(facts: ProcessFacts, medium: Medium) -> Iterator[str]:
    columns = (Column("TYPE"), Column("NAMESPACE"), Column("NAME", least=10))
    rows = []
    for kind, named in facts.namespaces:
        name = Cell("host", "host") if named.shared_with_host else Cell(neutral(named.name))
        rows.append((Cell(kind), Cell(named.id), name))
    return table(columns, rows, medium) if rows else iter(())


def _threads(facts: ProcessFacts) -> Iterator[str]:
    for thread in facts.threads:
        own = [identifier for kind, identifier in thread.namespaces.items() if facts.process.namespaces.get(kind) != identifier]
        yield f"{thread.tid}  {' '.join(own)}"
