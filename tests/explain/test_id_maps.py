"""Id maps: inside and outside, through several levels."""

from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.explain.id_maps import NO_ID, OVERFLOW, compose, down, shown, to_viewer, up
from nsexplorer.model.idmap import IdMap, IdMapRow
from nsexplorer.model.snapshot import Viewer
from tests.explain.literals import snapshot

ROOTLESS = (IdMapRow(0, 1000, 1), IdMapRow(1, 100000, 65536))


def test_inside_and_outside() -> None:
    assert [down(ROOTLESS, id) for id in (0, 1, 1000, 65536, 65537)] == [1000, 100000, 100999, 165535, None]
    assert [up(ROOTLESS, id) for id in (1000, 100000, 100999, 0, 165536)] == [0, 1, 1000, None, None]
    assert shown(up(ROOTLESS, 0)) == OVERFLOW


def test_a_row_whose_outside_has_no_number_here_maps_nothing() -> None:
    rows = (IdMapRow(0, NO_ID, 10),)
    assert down(rows, 3) is None
    assert up(rows, NO_ID + 3) is None
    assert compose(rows, ROOTLESS) == compose(ROOTLESS, rows) == ()


def test_the_viewers_own_map_is_each_id_to_itself() -> None:
    own = IdMap("user:[7]", ROOTLESS, ROOTLESS, "deny")
    seen = snapshot(id_maps={"user:[7]": own}, viewer=Viewer(1, 0, (), "user:[7]"))
    found = to_viewer(seen, "user:[7]")
    assert found is not None
    assert up(found.uids, 5) == 5
    assert up(found.uids, 70000) is None
    assert to_viewer(snapshot(id_maps={"user:[7]": own}), "user:[7]") is own
    assert to_viewer(seen, "user:[8]") is None


rows = st.lists(st.builds(IdMapRow, st.integers(0, 50), st.integers(0, 50), st.integers(1, 20)), max_size=4).map(
    lambda found: tuple(row for place, row in enumerate(found) if not any(_overlap(row, other) for other in found[:place]))
)


def _overlap(one: IdMapRow, other: IdMapRow) -> bool:
    def meet(a: int, b: int) -> bool:
        return a < b + other.count and b < a + one.count

    return meet(one.inside, other.inside) or meet(one.outside, other.outside)


@given(rows, rows)
def test_composing_is_going_down_twice(child: tuple[IdMapRow, ...], parent: tuple[IdMapRow, ...]) -> None:
    through = compose(child, parent)
    for inside in range(80):
        middle = down(child, inside)
        outside = None if middle is None else down(parent, middle)
        assert down(through, inside) == outside
        if outside is not None:
            assert up(through, outside) == inside
