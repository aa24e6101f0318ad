"""What a filter leaves of the rows of a pane. The grammar is explain/filter.py's; processes and facts know words only."""

from collections.abc import Callable, Iterable, Sequence

from nsexplorer.explain.filter import UserIds, mount_filter, namespace_filter
from nsexplorer.explain.mounts import MountsAnswer
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.tui.rows.fact import Fact

NAMESPACES_HINT = "words, type:net user:1000 container:web pinned noproc, ! for not"
MOUNTS_HINT = "words, fs:overlay prop:shared opt:nosuid hidden locked deleted, ! for not"
WORDS_HINT = "words that all must occur, ! for not"


def namespaces_kept(snapshot: Snapshot, text: str, user_id: UserIds) -> Callable[[str], bool]:
    """Whether the filter wants a namespace, by id."""
    fits = namespace_filter(snapshot, text, user_id)
    return lambda identifier: fits(snapshot.namespaces[identifier])


def mounts_kept(answer: MountsAnswer, text: str) -> frozenset[int]:
    """The mounts that the filter wants, by id."""
    fits = mount_filter(text)
    return frozenset(row.mount.id for row in answer.rows if fits(row))


def processes_kept(snapshot: Snapshot, pids: Iterable[int], text: str) -> list[int]:
    """The processes whose pid, command, command line or root directory has all the words."""

    def names(pid: int) -> str:
        process = snapshot.processes[pid]
        line = (process.details and process.details.command_line) or ()
        return "\0".join((str(pid), process.command, process.root or "", *line))

    return [pid for pid in pids if fits(names(pid), text)]


def facts_kept(facts: Iterable[Fact], text: str) -> Sequence[Fact]:
    """The facts that have all the words."""
    return [fact for fact in facts if fits(f"{fact.label}\0{fact.text}", text)]


def fits(names: str, text: str) -> bool:
    """Whether all words of the filter occur in these names, and none of those with a `!` before them."""
    lowered = names.lower()
    return all((word.removeprefix("!") in lowered) != word.startswith("!") for word in text.lower().split())
