"""What the session's helper tells the process that asked for it, over a pipe: one document for each thing that happens."""

from typing import Any, NamedTuple

from nsexplorer.helper import wire
from nsexplorer.helper.refusal import Refused


class Asker(NamedTuple):
    """The pipe to who asked. All processes of the helper share it; none keeps it when it becomes the command."""

    reports: int

    def step(self, call: str, meaning: str) -> None:
        """A step was done: the system call as strace(1) writes it, and what it brought."""
        wire.send(["step", call, meaning], self.reports)

    def fell_back(self, what: str, why: str) -> None:
        """The session is made, but not all of it as wanted: `what` names the part (`uid_map`, `proc`, ...)."""
        wire.send(["fell_back", what, why], self.reports)

    def refused(self, refused: Refused) -> None:
        """There will be no session."""
        wire.send(["refused", *refused.refusal], self.reports)

    def ready(self, pid: int, keeper: int | None) -> None:
        """All is made, and process `pid` waits to become the command. `keeper` lives on after it."""
        wire.send(["ready", pid, keeper], self.reports)

    def not_run(self, word: str, error: str, why: str) -> None:
        """The command could not be started: its first word, the errno's name and text."""
        wire.send(["not_run", word, error, why], self.reports)

    def ended(self, status: int, left: list[Any]) -> None:
        """The command has ended with that status, as shells count; `left` are processes that go on: [pid, start, command]."""
        wire.send(["ended", status, left], self.reports)
