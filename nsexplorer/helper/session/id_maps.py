"""Having the id maps of a process's new user namespace written, as `buildah unshare` does: gids first, by newgidmap(1) and newuidmap(1).

Where those cannot, one's own id alone is mapped: for that no program is needed, but setgroups(2) has to be given up (Linux 3.19).
"""

import errno
import os
from typing import Any

from nsexplorer.helper.own_namespaces import write_at_once
from nsexplorer.helper.refusal import of_error
from nsexplorer.helper.session.asker import Asker

SAID = 4096
"""Bytes of a program's complaint that are kept."""


def write_maps(pid: int, maps: dict[str, Any], asker: Asker) -> None:
    """Map the `rows` (inside, outside, count) of `gid` and `uid`, each by its `program` (None: by ourselves), or our own id alone.

    Raises Refused where not even that may be mapped.
    """
    if all(maps[kind]["program"] is not None for kind in ("gid", "uid")):
        write_at_once(f"/proc/{pid}/setgroups", "allow")
    for kind in ("gid", "uid"):
        rows, program, own = maps[kind]["rows"], maps[kind]["program"], maps[kind]["own"]
        if program is None:
            _write(pid, kind, rows, own, asker)
        elif (said := _have_written(pid, kind, rows, program, asker)) is not None:
            asker.fell_back(f"{kind}_map", said)
            _write(pid, kind, [own], own, asker)


def _have_written(pid: int, kind: str, rows: list[list[int]], program: str, asker: Asker) -> str | None:
    """Run newuidmap(1) or newgidmap(1); its complaint where it failed."""
    words = [program, str(pid), *(str(number) for row in rows for number in row)]
    reader, writer = os.pipe()
    try:
        child = os.posix_spawn(program, words, {}, file_actions=[(os.POSIX_SPAWN_DUP2, writer, 1), (os.POSIX_SPAWN_DUP2, writer, 2)])
    except OSError as error:
        os.close(reader)
        return f"{program}: {error.strerror}"
    finally:
        os.close(writer)
    with open(reader, "rb") as complaints:
        said = complaints.read(SAID).decode("utf-8", "replace").strip()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status != 0:
        return said.splitlines()[-1] if said else f"{program} ended with {status}"
    asker.step(" ".join(words), f"writes /proc/{pid}/{kind}_map: {_in_words(rows)}")
    return None


def _write(pid: int, kind: str, rows: list[list[int]], own: list[int], asker: Asker) -> None:
    path = f"/proc/{pid}/{kind}_map"
    text = "".join(f"{inside} {outside} {count}\n" for inside, outside, count in rows)
    try:
        try:
            write_at_once(path, text)
        except OSError as error:
            if kind != "gid" or error.errno != errno.EPERM or rows != [own]:
                raise
            write_at_once(f"/proc/{pid}/setgroups", "deny")
            asker.step(f'write("/proc/{pid}/setgroups", "deny")', "the price for mapping one's gid without privilege")
            write_at_once(path, text)
    except OSError as error:
        raise of_error(error, f"writing {path}") from error
    asker.step(f'write("{path}", "{text.strip()}")'.replace("\n", "\\n"), _in_words(rows))


def _in_words(rows: list[list[int]]) -> str:
    """The rows as what they do."""
    return ", ".join(f"{_span(inside, count)} inside is {_span(outside, count)} outside" for inside, outside, count in rows)


def _span(first: int, count: int) -> str:
    return str(first) if count == 1 else f"{first}-{first + count - 1}"
