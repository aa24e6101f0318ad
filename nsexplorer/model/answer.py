"""What every answer has beside its rows: one sentence, the evidence for it, and the way to mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """A line of the kernel's, or a number, as it was read. `source` says where, as `/proc/1234/mountinfo`."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A way to mend something. `command` is a line for a POSIX shell, exact; None where no command does it."""

    text: str
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`sentence` answers alone. `fix` has the ways out, the one that changes least first."""

    sentence: str
    evidence: tuple[Evidence, ...] = ()
    fix: tuple[Fix, ...] = ()
