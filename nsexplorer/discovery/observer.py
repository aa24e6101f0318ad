"""The observer: runs the collectors in order, and remembers what they read for the next time."""

from collections.abc import Mapping, Sequence

from nsexplorer.discovery.assembly import assemble
from nsexplorer.discovery.draft import Collector, Descriptors, Draft, Memory
from nsexplorer.model.snapshot import Snapshot


class Observer:
    """Looks at the live kernel again and again; what did not change is the same object as in the snapshot before."""

    def __init__(self, collectors: Sequence[Collector]) -> None:
        self.collectors = collectors
        self.memory = Memory()
        self.stage = ""
        """What the capture that goes on reads just now; empty while none does."""

    @property
    def open_files(self) -> Mapping[int, Descriptors]:
        """The descriptors of each process that the last capture saw, by pid."""
        return self.memory.descriptors

    def capture(self) -> Snapshot:
        """A new snapshot of the machine. It holds what this viewer may read, and says what is missing."""
        draft = Draft(self.memory)
        try:
            for number, collect in enumerate(self.collectors, 1):
                what = collect.__module__.rpartition(".")[2].replace("_", " ")
                self.stage = f"{what}, {number} of {len(self.collectors)}"
                collect(draft)
            snapshot = assemble(draft)
        finally:
            self.stage = ""
        self.memory = _remembered(draft, snapshot)
        return snapshot


def _remembered(draft: Draft, snapshot: Snapshot) -> Memory:
    """What the next capture can build on."""
    memory = Memory()
    memory.ran = draft.ran
    memory.processes = draft.processes
    memory.for_children = draft.for_children
    memory.descriptors = draft.descriptors
    memory.threads = draft.threads
    memory.sockets = draft.sockets
    memory.tables = draft.read_tables
    memory.bind_mounts = draft.bind_mounts
    memory.facts = draft.facts
    memory.snapshot = snapshot
    return memory
