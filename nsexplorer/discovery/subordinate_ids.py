"""Which ids are set aside for whom: the files that newuidmap(1) and newgidmap(1) go by (subuid(5), subgid(5))."""

from collections.abc import Iterator

from nsexplorer.linux.procfs import read, text
from nsexplorer.model.accounts import SubordinateIds, SubordinateRange

SUBUID = "/etc/subuid"
SUBGID = "/etc/subgid"


def subordinate_ids() -> SubordinateIds:
    """The ranges in both files. Other sources, which nsswitch.conf(5) may name for `subid`, are not asked."""
    unread: dict[str, str] = {}
    found = {}
    for path in (SUBUID, SUBGID):
        try:
            found[path] = tuple(parse(text(read(path.encode()))))
        except OSError as error:
            found[path] = ()
            unread[path] = error.strerror or str(error)
    return SubordinateIds(found[SUBUID], found[SUBGID], unread)


def parse(content: str) -> Iterator[SubordinateRange]:
    """The ranges of a file's lines `owner:first:count`. What is no such line counts for nothing, as in shadow's own reader."""
    for line in content.splitlines():
        fields = line.split(":")
        if len(fields) == 3 and fields[0] and all(field.isascii() and field.isdigit() for field in fields[1:]):
            yield SubordinateRange(fields[0], int(fields[1]), int(fields[2]))
