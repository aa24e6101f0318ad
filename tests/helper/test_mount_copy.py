"""Which mount of a copied table is whose copy, and in what order all are come to: from literals, and against a model of stacked mounts."""

from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.helper.mount_copy import Row, match, on_the_way, parse, peel


def row(mount: int, parent: int, target: str, *, device: str = "0:1", root: str = "/", fstype: str = "tmpfs") -> Row:
    return Row(mount, parent, device, root, target, ("rw",), fstype)


def come_to(rows: list[Row], staying: frozenset[int] = frozenset()) -> tuple[list[int], dict[int, int]]:
    """The mounts in the order they are examined, and those out of reach with what is in front; none of `staying` can be taken off."""
    seen: list[int] = []
    behind: dict[int, int] = {}

    def examine(mount: Row, in_front: bool) -> bool:
        seen.append(mount.id)
        return in_front and mount.id not in staying

    def out_of_reach(mount: Row, by: Row) -> None:
        behind[mount.id] = by.id

    peel(rows, examine, out_of_reach)
    return seen, behind


def test_parse_takes_what_is_needed_and_undoes_escapes() -> None:
    table = b"36 35 98:0 /mnt\\040x /mnt/a\\134\\012b rw,noatime shared:1 - ext3 /dev/root rw,errors=continue\n"
    assert parse(table) == [Row(36, 35, "98:0", "/mnt x", "/mnt/a\\\nb", ("rw", "noatime"), "ext3")]


def test_copies_are_found_by_their_place_in_the_tree() -> None:
    original = [row(10, 1, "/"), row(30, 10, "/b", device="0:3"), row(20, 10, "/a", device="0:2"), row(21, 20, "/a", device="0:4")]
    copy = [row(50, 2, "/"), row(51, 50, "/a", device="0:2"), row(52, 51, "/a", device="0:4"), row(53, 50, "/b", device="0:3")]
    assert {mount: origin.id for mount, origin in match(original, copy).items()} == {50: 10, 51: 20, 52: 21, 53: 30}


def test_a_mount_that_was_left_out_takes_only_what_lies_on_it_along() -> None:
    original = [row(10, 1, "/"), row(20, 10, "/f", fstype="nsfs", root="mnt:[5]"), row(21, 20, "/f"), row(30, 10, "/g")]
    copy = [row(50, 2, "/"), row(51, 50, "/g")]
    assert {mount: origin.id for mount, origin in match(original, copy).items()} == {50: 10, 51: 30}


def test_another_file_system_at_the_same_place_is_no_copy() -> None:
    original = [row(10, 1, "/"), row(20, 10, "/a", device="0:2"), row(21, 20, "/a/x")]
    copy = [row(50, 2, "/"), row(51, 50, "/a", device="0:9"), row(52, 51, "/a/x")]
    assert {mount: origin.id for mount, origin in match(original, copy).items()} == {50: 10}


def test_two_mounts_at_one_place_are_not_told_apart_by_guessing() -> None:
    original = [row(10, 1, "/"), row(20, 10, "/a"), row(21, 10, "/a")]
    copy = [row(50, 2, "/"), row(51, 50, "/a"), row(52, 50, "/a")]
    assert {mount: origin.id for mount, origin in match(original, copy).items()} == {50: 10}


def test_a_table_without_a_root_line_is_matched() -> None:
    original = [row(20, 10, "/a"), row(21, 20, "/a/b"), row(30, 10, "/")]
    copy = [row(51, 50, "/a"), row(52, 51, "/a/b"), row(53, 50, "/")]
    assert {mount: origin.id for mount, origin in match(original, copy).items()} == {51: 20, 52: 21, 53: 30}


def test_a_root_that_is_its_own_parent() -> None:
    assert {mount: origin.id for mount, origin in match([row(1, 1, "/"), row(2, 1, "/a")], [row(5, 5, "/"), row(6, 5, "/a")]).items()} == {
        5: 1,
        6: 2,
    }


def test_a_stack_is_taken_down_from_the_top() -> None:
    rows = [row(1, 0, "/"), row(2, 1, "/a"), row(3, 2, "/a"), row(4, 3, "/a"), row(5, 3, "/a/x")]
    assert come_to(rows) == ([4, 5, 3, 2, 1], {})


def test_what_lies_behind_a_mount_that_stays_is_out_of_reach() -> None:
    rows = [row(1, 0, "/"), row(2, 1, "/a"), row(3, 2, "/a"), row(4, 2, "/a/x"), row(5, 4, "/a/x/y"), row(6, 3, "/a/z"), row(7, 1, "/b")]
    assert come_to(rows, frozenset({3})) == ([6, 3, 7, 1], {4: 3, 5: 3, 2: 3})


def test_a_mount_on_a_directory_above_is_in_front() -> None:
    rows = [row(1, 0, "/"), row(2, 1, "/a/b/c"), row(3, 1, "/a/b"), row(4, 1, "/a-b"), row(5, 2, "/a/b/c/d")]
    seen, behind = come_to(rows)
    assert (seen, behind) == ([3, 5, 2, 4, 1], {})
    assert come_to(rows, frozenset({3})) == ([3, 4, 1], {5: 3, 2: 3})


def test_a_mount_over_the_root_directory_hides_nothing_from_who_is_below_it() -> None:
    rows = [row(1, 0, "/"), row(2, 1, "/a"), row(3, 1, "/"), row(4, 3, "/b")]
    seen, behind = come_to(rows)
    assert set(seen) == {1, 2, 3, 4} and not behind


def test_the_file_system_on_the_way_nearest_to_the_root_is_named() -> None:
    rows = [row(1, 0, "/"), row(2, 1, "/n", fstype="nfs"), row(3, 2, "/n/a"), row(4, 3, "/n/a/b", fstype="nfs"), row(5, 4, "/n/a/b/c")]
    through = on_the_way(rows, lambda mount: mount.fstype == "nfs")
    assert {mount: by.id for mount, by in through.items()} == {3: 2, 4: 2, 5: 2}


class Model:
    """A namespace as a tree of mounts: the kernel's rule for where a path leads, told without the code under test."""

    def __init__(self) -> None:
        self.rows = [row(1, 0, "/")]

    def lookup(self, path: str) -> Row:
        """Where a path leads: at every directory on the way, onto what is mounted there."""
        here = self.rows[0]
        names = [name for name in path.split("/") if name]
        for depth in range(1, len(names) + 1):
            place = "/" + "/".join(names[:depth])
            while above := [mount for mount in self.rows if mount.parent == here.id and mount.target == place]:
                here = above[0]
        return here

    def mount(self, path: str) -> None:
        """As mount(2): on top of what is there."""
        self.rows.append(row(len(self.rows) + 1, self.lookup(path).id, path))

    def remove(self, mount: Row) -> None:
        """As umount2(2) with MNT_DETACH."""
        gone = {mount.id}
        for other in self.rows:  # a mount is always younger than the one it is on
            if other.parent in gone:
                gone.add(other.id)
        self.rows = [other for other in self.rows if other.id not in gone]


PATHS = st.lists(st.sampled_from("ab"), min_size=1, max_size=4).map(lambda names: "/" + "/".join(names))


@given(st.lists(PATHS, max_size=12), st.sets(st.integers(2, 13)))
def test_every_mount_is_examined_when_its_path_leads_to_it(paths: list[str], staying: set[int]) -> None:
    model = Model()
    for path in paths:
        model.mount(path)
    told: list[int] = []

    def examine(mount: Row, in_front: bool) -> bool:
        assert model.lookup(mount.target) == mount
        told.append(mount.id)
        if in_front and mount.id not in staying:
            model.remove(mount)
            return True
        return False

    def out_of_reach(mount: Row, by: Row) -> None:
        assert model.lookup(mount.target) != mount
        assert by.id in staying
        told.append(mount.id)

    rows = list(model.rows)
    peel(rows, examine, out_of_reach)
    assert sorted(told) == [mount.id for mount in rows]
