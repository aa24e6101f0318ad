"""Answers of `why` about random histories: nothing certain is contradicted by the kernel or the log, and knowing less rules nothing out."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nsexplorer import api
from nsexplorer.explain.targets import Target, resolve
from nsexplorer.explain.why.answer import Why
from nsexplorer.explain.why.asking import asked, why
from nsexplorer.explain.why.side import side_of
from nsexplorer.helper.ask import ask_walk
from nsexplorer.helper.refusal import Refusal
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.model.walk import Trail
from tests.explain.why.history import History, history
from tests.explain.why.truth import Case, untrue
from tests.kernel import needs_root, needs_statmount
from tests.topology import Process

pytestmark = [pytest.mark.usefixtures("leftovers"), needs_root, needs_statmount]

SEEDS = range(6)
MANY_SEEDS = range(6, 206)
ROUNDS, STEPS, QUESTIONS = 3, 15, 8


@pytest.mark.parametrize("seed", SEEDS)
def test_a_history(seed: int, tmp_path: Path) -> None:
    assert play(tmp_path, seed) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", MANY_SEEDS)
def test_many_histories(seed: int, tmp_path: Path) -> None:
    assert play(tmp_path, seed) == []


def play(base: Path, seed: int) -> list[str]:
    """Everything wrong that was said about one history."""
    base.chmod(0o755)
    wrong = []
    with history(base, seed) as made:
        for _ in range(ROUNDS):
            made.grow(STEPS)
            snapshot = api.capture()
            for _ in range(QUESTIONS):
                a, b = made.chance.choice(made.everyone()), made.chance.choice(made.everyone())
                path = made.path()
                if a is not b:
                    wrong += [f"{path} from {a.pid} in {b.pid}: {fault}" for fault in ask(made, snapshot, a, b, path)]
        return [*wrong, *made.told] if wrong else []


def ask(made: History, snapshot: Snapshot, a: Process, b: Process, path: str) -> Iterator[str]:
    """Ask with all that can be known, then with less."""
    ours, theirs = resolve(snapshot, str(a.pid)), resolve(snapshot, str(b.pid))
    in_a, in_b = trail(a, path), trail(b, path)
    answer = why(snapshot, ours, theirs, path, in_a=in_a, in_b=in_b)
    elsewhere = trail(b, answer.path_in) if answer.verdict == "at-other-path" and answer.path_in else None
    answer = why(snapshot, ours, theirs, path, in_a=in_a, in_b=in_b, elsewhere=elsewhere)
    question = asked(snapshot, ours, theirs, path, in_a=in_a, in_b=in_b, elsewhere=elsewhere)
    told = f"{answer.verdict} ({answer.confidence}), there {answer.path_in}"
    yield from (f"{told}: {fault}" for fault in untrue(Case(made, a, b, question), answer))
    if tables_show_another_root(snapshot, ours, in_a) or tables_show_another_root(snapshot, theirs, in_b):
        return
    older = without_unique_ids(snapshot)
    less = {
        "from tables alone": why(snapshot, ours, theirs, path),
        "without unique ids": why(older, ours, theirs, path, in_a=in_a, in_b=in_b, elsewhere=elsewhere),
        "from tables without unique ids": why(older, ours, theirs, path),
    }
    yield from (f"{told}, but {how} {each.verdict} ({each.confidence})" for how, each in less.items() if not leaves_open(each, answer))


def leaves_open(less: Why, known: Why) -> bool:
    """Whether an answer from less knowledge is the one that is certain, or leaves it open."""
    others = {each.verdict for each in less.alternatives} if less.confidence == "likely" else set()
    return known.confidence != "certain" or known.verdict in {less.verdict, *others}


def trail(process: Process, path: str) -> Trail | None:
    found = ask_walk(process.pid, path, 5.0)
    return None if isinstance(found, Refusal) else found


def tables_show_another_root(snapshot: Snapshot, side: Target, found: Trail | None) -> bool:
    """Whether a process's root directory is not where its table says: covered by a mount since, or unmounted."""
    root = side_of(snapshot, side).root
    return found is not None and found.walk.root is not None and (root is None or root.id != found.walk.root.mount)


def without_unique_ids(snapshot: Snapshot) -> Snapshot:
    """What a kernel before 6.8 would have told."""
    tables = (replace(table, mounts=tuple(replace(mount, unique_id=None) for mount in table.mounts)) for table in snapshot.tables)
    return replace(snapshot, tables=tuple(tables))
