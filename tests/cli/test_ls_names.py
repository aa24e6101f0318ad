"""Every name that `ls` gives is a target again, for all that is on this machine (containers of real engines too, where some run)."""

from nsexplorer.api import capture
from nsexplorer.explain.errors import AmbiguousTarget
from nsexplorer.explain.targets import resolve
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.documents.ls import ls
from tests.topology import capture_elsewhere, process


def test_as_who_runs_the_tests() -> None:
    with process("mnt", "net", "uts"), process("mnt"):
        _all_resolve(capture())


def test_from_inside_a_user_namespace() -> None:
    _all_resolve(capture_elsewhere(before=["unshare", "--user", "--map-root-user", "--mount"]))


def _all_resolve(snapshot: Snapshot) -> None:
    rows = ls(snapshot, snapshot.namespaces.values())["namespaces"]
    assert rows
    for row in rows:
        assert resolve(snapshot, row["id"]).namespaces[row["type"]] == row["id"]
        if row["name"] is None:
            continue
        try:
            found = resolve(snapshot, row["name"]).namespaces.get(row["type"])
        except AmbiguousTarget as ambiguous:
            found = row["id"]
            assert {row["id"], str(row["leader"])} & set(ambiguous.candidates), row
            for candidate in ambiguous.candidates:
                resolve(snapshot, candidate)
        assert found == row["id"], row
