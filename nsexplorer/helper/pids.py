"""The helpers that were started, so that whoever is told of processes can leave ours out."""

STARTED: set[int] = set()
"""Their pids. Whoever is told that one has ended takes it out: the kernel uses pids again."""
