"""Visibility and lookup against a model of the kernel, over random mount histories."""

from random import Random

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from nsexplorer.explain.visibility import ViewpointKind, carrier_of_root, lookup, visibility
from nsexplorer.model.mount import Mount
from tests.explain.literals import mount
from tests.explain.model_kernel import Machine, Spot

NAMES = ("a", "b", "a-b")
PATHS = st.lists(st.sampled_from(NAMES), max_size=4).map(lambda names: "/" + "/".join(names))
STEPS = st.lists(st.tuples(st.sampled_from(["mount", "mount", "mount", "mount as entrant", "tuck"]), PATHS), max_size=12)
HISTORIES = st.tuples(STEPS, st.randoms(use_true_random=False))

History = tuple[list[tuple[str, str]], Random]
VIEWPOINTS: tuple[ViewpointKind, ...] = ("process", "entrant")
BOTTOM = Spot(1, "")


def play(steps: list[tuple[str, str]], machine: Machine | None = None, root: Spot = BOTTOM) -> Machine:
    """A machine after these steps of a process with that root directory."""
    machine = machine or Machine()
    for step, path in steps:
        if step == "mount":
            machine.mount(root, path)
        elif step == "mount as entrant":
            machine.mount(machine.follow(BOTTOM), path)
        else:
            machine.tuck(machine.walk(root, path))
    return machine


def visible(mounts: list[Mount], viewpoint: ViewpointKind) -> set[int]:
    verdicts = visibility(mounts, viewpoint)
    assert set(verdicts) == {each.id for each in mounts}
    return {id for id, hidden in verdicts.items() if hidden is None}


def reached(machine: Machine, mounts: list[Mount], root: Spot) -> set[int]:
    """Those whose own path leads to them."""
    return {each.id for each in mounts if machine.walk(root, each.target) == Spot(each.id, "")}


@settings(deadline=None, max_examples=300)
@given(HISTORIES)
@example(([("mount", "/a/b"), ("mount", "/a"), ("mount", "/a-b"), ("mount", "/a-b/a")], Random(0)))
@example(([("mount", "/"), ("mount as entrant", "/a"), ("mount", "/a")], Random(0)))
def test_visible_is_what_a_walk_reaches(history: History) -> None:
    steps, random = history
    machine = play(steps)
    whole = machine.printed(BOTTOM)
    random.shuffle(whole)  # ids and rows need not be in the order of mounting
    assert visible(whole, "process") == reached(machine, whole, BOTTOM)
    assert visible(whole, "entrant") == reached(machine, whole, machine.follow(BOTTOM))


@settings(deadline=None, max_examples=300)
@given(STEPS, PATHS, STEPS)
@example([], "/a", [("mount", "/"), ("mount", "/b")])
def test_a_chrooted_process_sees_what_a_walk_from_its_root_reaches(
    before: list[tuple[str, str]], path: str, after: list[tuple[str, str]]
) -> None:
    machine = play(before)
    root = machine.walk(BOTTOM, path)
    play(after, machine, root)
    seen = machine.printed(root)
    # A plain root directory with something on it and nothing beside that prints like a root mount: a table cannot tell.
    assume(not root.path or not seen or any(each.parent == root.mount and each.target != "/" for each in seen))
    assert visible(seen, "process") == reached(machine, seen, root)
    if seen:
        assert carrier_of_root(seen) == root.mount


@settings(deadline=None, max_examples=200)
@given(HISTORIES, PATHS)
def test_lookup_ends_where_the_kernel_ends(history: History, path: str) -> None:
    steps, _ = history
    machine = play(steps)
    whole = machine.printed(BOTTOM)
    for viewpoint, root in zip(VIEWPOINTS, (BOTTOM, machine.follow(BOTTOM)), strict=True):
        found = lookup(whole, path, viewpoint)
        assert found is not None
        assert found.id == machine.walk(root, path).mount


@settings(deadline=None, max_examples=200)
@given(HISTORIES)
def test_what_hides_a_mount_lies_where_the_rule_says(history: History) -> None:
    steps, _ = history
    whole = play(steps).printed(BOTTOM)
    by_id = {each.id: each for each in whole}
    for viewpoint in VIEWPOINTS:
        for id, hidden in visibility(whole, viewpoint).items():
            if hidden is None:
                continue
            assert hidden.mount is not None
            hider, target = by_id[hidden.mount], by_id[id].target
            match hidden.rule:
                case "overmounted":
                    assert (hider.parent, hider.target) == (id, target)
                case "covered":
                    assert target == hider.target or target.startswith(hider.target.rstrip("/") + "/")
                case "outside-root":
                    assert viewpoint == "process"
                    assert hider.id == 1


ANY_MOUNTS = st.lists(st.builds(mount, st.integers(0, 8), st.integers(0, 8), PATHS), max_size=12)


@settings(deadline=None, max_examples=300)
@given(ANY_MOUNTS, PATHS)
def test_any_table_has_an_answer(mounts: list[Mount], path: str) -> None:
    """A loaded table may hold circles, missing parents, ids that stand there twice."""
    ids = {each.id for each in mounts}
    for viewpoint in VIEWPOINTS:
        visible(mounts, viewpoint)
        found = lookup(mounts, path, viewpoint)
        assert found is None or found.id in ids
