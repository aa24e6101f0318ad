"""What `roots` and `mount` print: every key is described in docs/json.md, and hostile names do nothing."""

import json

from nsexplorer.model.root import MountedRoot, RecordedMount, Root, RootMount
from nsexplorer.text.documents import envelope
from nsexplorer.text.documents.roots import mounted, mounts, roots
from nsexplorer.text.plain.roots import mounts_page, roots_page
from tests.text.machine import HOSTILE, machine
from tests.text.test_documents import described, objects
from tests.text.test_sessions import MEDIUM

PHANTOM = RecordedMount("/srv/merged", "phantom", None, 1, "/run/containers/storage/overlay-layers/mountpoints.json")
LEAKED = RecordedMount("/srv/merged", "leaked", "mnt:[9]", None, "the mount table of mnt:[9]")
ROOT = Root(
    "container:" + HOSTILE, "podman", HOSTILE, "c" * 64, HOSTILE, 2, 1_500_000, True, 7, (MountedRoot("mnt:[9]", "/"),), (PHANTOM, LEAKED)
)
MOUNT = RootMount("image:" + HOSTILE, "mnt:[9]", "/run/" + HOSTILE, "cow", 2, "/home/state")


def test_the_page_describes_every_key() -> None:
    page, seen = described(), set()
    for command, answer in (("roots", roots([ROOT], ["x"])), ("mount", mounts([MOUNT])), ("mount", mounted("/x"))):
        written = "\n".join(envelope.lines(envelope.document(command, machine(), answer)))
        for path, keys in objects(json.loads(written), ""):
            if path == "roots[].unreadable":
                continue
            known = page[command].get(path, set()) | page["Every document"].get(path, set())
            assert keys <= known if (command, path) == ("mount", "") else keys == known, path
            seen.add(path)
    assert {"roots[]", "roots[].mounted[]", "roots[].records[]", "mounts[]"} <= seen


def test_people_are_told_what_records_and_tables_do_not_agree_on() -> None:
    told = "\n".join([*roots_page([ROOT], ["/x: no"], MEDIUM), *mounts_page([MOUNT], MEDIUM)])
    assert "phantom (/srv/merged): recorded as mounted there" in told and "leaked (mnt:[9])" in told and "1.5 MB" in told
    assert not {"\x1b", "\r"} & set(told)
    assert next(roots_page([], [], MEDIUM)).startswith("No root") and next(mounts_page([], MEDIUM)).startswith("nsexplorer has no")
