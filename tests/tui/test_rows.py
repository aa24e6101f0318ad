"""What rows are made of, without a screen: widths, trees, wrapped texts, the registry of actions."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.text.cells import cells
from nsexplorer.text.glyphs import ASCII
from nsexplorer.text.neutral import neutral
from nsexplorer.tui import actions
from nsexplorer.tui.actions import ACTIONS, GROUPS
from nsexplorer.tui.place import Place, Trail
from nsexplorer.tui.rows.completeness import in_one_line
from nsexplorer.tui.rows.fact import wrapped
from nsexplorer.tui.rows.facts import facts_of
from nsexplorer.tui.rows.mounts import COLUMNS as ALL_COLUMNS
from nsexplorer.tui.rows.outline import branch, continued, has_children, in_sight, parent_of, preorder
from nsexplorer.tui.rows.table import fitted
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.widgets.strips import laid_out
from tests.tui.machine import BLUE, HOST, UDEV, machine

COLUMNS = [column for column in ALL_COLUMNS if not column.extra]
NAMES = st.text(st.characters(codec=None), max_size=60).map(neutral)


@given(st.integers(1, 300))
def test_columns_fill_the_width_and_no_more(width: int) -> None:
    layout = fitted(COLUMNS, width)
    minimum = COLUMNS[0].minimum + 1 + COLUMNS[1].minimum
    assert [index for index, _ in layout] == list(range(len(layout)))
    assert all(size >= COLUMNS[index].minimum for index, size in layout)
    assert sum(size for _, size in layout) + len(layout) - 1 == max(width, minimum)


@given(st.lists(st.tuples(NAMES, st.sampled_from(["plain", "prefix"])), max_size=4), st.integers(1, 60), st.booleans())
def test_a_cell_is_exactly_as_wide_as_its_column(pieces: list[tuple[str, str]], width: int, right: bool) -> None:
    drawn = laid_out(tuple(pieces), width, right, "…")
    assert width - 1 <= sum(cells(text) for text, _ in drawn) <= width


@given(NAMES, st.integers(2, 60))
def test_wrapping_loses_nothing_but_spaces_at_breaks(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def _depths(steps: list[int]) -> list[int]:
    depths: list[int] = []
    for step in steps:
        depths.append(min(step, depths[-1] + 1) if depths else 0)
    return depths


@given(st.lists(st.integers(0, 6), min_size=1, max_size=40).map(_depths), st.data())
def test_a_folded_row_hides_what_is_below_it_and_nothing_else(depths: list[int], data: st.DataObject) -> None:
    keys = list(range(len(depths)))
    folded = data.draw(st.sets(st.sampled_from(keys)))

    def hidden(index: int) -> bool:
        above = parent_of(depths, index)
        return above is not None and (above in folded or hidden(above))

    assert in_sight(keys, depths, folded) == [index for index in keys if not hidden(index)]


@given(st.lists(st.integers(0, 6), min_size=1, max_size=40).map(_depths))
def test_branches_end_where_there_is_no_later_sibling(depths: list[int]) -> None:
    masks = continued(depths)
    for index, depth in enumerate(depths):
        following = next((each for each in depths[index + 1 :] if each <= depth), None)
        drawn = branch(depth, masks[index], ASCII)
        assert len(drawn) == 3 * depth
        if depth:
            assert drawn.endswith(ASCII.branch if following == depth else ASCII.last)
        assert has_children(depths, index) == (index + 1 < len(depths) and depths[index + 1] > depth)


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 20), max_size=20))
def test_every_key_is_in_the_tree_once_whatever_its_parents_are(parents: dict[int, int]) -> None:
    order, depths = preorder(parents, parents.__getitem__)
    assert sorted(order) == sorted(parents)
    for index, key in enumerate(order):
        above = parent_of(depths, index)
        assert above is None or order[above] == parents[key]


def test_a_trail_forgets_what_was_gone_back_to() -> None:
    trail = Trail()
    first, second = Place("mnt:[1]", "mounts"), Place(7)
    trail.go_in(first)
    trail.go_in(second)
    assert trail.places == (first, second)
    assert (trail.go_back(), trail.go_back(), trail.go_back()) == (second, first, None)


@given(st.lists(st.text("abc ", min_size=1, max_size=80), min_size=1, max_size=5), st.integers(40, 160))
def test_what_is_missing_fits_one_line_and_counts_the_rest(gaps: list[str], width: int) -> None:
    line = in_one_line(gaps, width, "…")
    assert cells(line) <= width
    counted = re.search(r"(\d+) more \(i\)", line)
    assert counted is not None or len(gaps) == 1 or all(gap in line for gap in gaps)


def test_facts_lead_to_what_they_name() -> None:
    snapshot = machine()
    netns = {fact.text: fact.leads_to for fact in facts_of(snapshot, BLUE, Surroundings()) if fact.leads_to}
    assert netns == {
        f"bound at /run/netns/blue in {HOST['mnt']}": Place(HOST["mnt"], "mounts"),
        f"{HOST['user']} systemd": Place(HOST["user"]),
    }
    udev = [fact.text for fact in facts_of(snapshot, UDEV["mnt"], Surroundings())]
    assert "PrivateMounts=yes gives mounts of its own (/usr/lib/systemd/system/systemd-udevd.service, line 31)" in udev
    process = {fact.text: fact.leads_to for fact in facts_of(snapshot, 950, Surroundings())}
    assert process["900 bash"] == Place(900)
    assert "/srv/jail (chrooted)" in process


def test_actions_are_named_once_and_each_has_its_method() -> None:
    ids = [action.id for action in ACTIONS]
    assert len(set(ids)) == len(ids)
    assert {action.group for action in ACTIONS} == set(GROUPS)
    sources = "\n".join(path.read_text(encoding="utf-8") for path in Path(actions.__file__).parent.rglob("*.py"))
    for action in ACTIONS:
        method = (action.call or action.name).removeprefix("screen.").partition("(")[0]
        assert f"def action_{method}(" in sources, action.id
        assert f'bindings("{action.scope}")' in sources, action.id


@pytest.mark.parametrize("scopes", [("app", "explorer", "lines", "namespaces"), ("app", "explorer", "lines", "mounts"), ("page", "lines")])
def test_no_key_means_two_things_in_one_place(scopes: tuple[str, ...]) -> None:
    keys = [key for action in ACTIONS if action.scope in scopes for key in action.keys]
    assert len(set(keys)) == len(keys)
