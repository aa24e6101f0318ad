"""How the helper and its children come to an end: with the process that asked, whatever happens to that."""

import os

from nsexplorer.linux.prctl import set_parent_death_signal

SIGKILL = 9  # <asm-generic/signal.h>; importing `signal` takes a third of Python's own start


def die_with(parent: int) -> None:
    """End when the process `parent` ends, which started this one. To be called again after a change of credentials (prctl(2))."""
    set_parent_death_signal(SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
