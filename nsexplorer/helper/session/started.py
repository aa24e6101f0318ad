"""The process that waits to become the command, as its parent knows it."""

from typing import NamedTuple


class Started(NamedTuple):
    """`pid` is the command's, or that of the first process of its pid namespace; `keeper` that of who keeps the namespaces after it.

    `go` is a pipe to it: what it still has to know goes there; `kept` whether anything lives on when we do not.
    """

    pid: int
    keeper: int | None
    go: int
    kept: bool
