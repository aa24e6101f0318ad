"""Identities for people: a line for each user namespace, the innermost first."""

from collections.abc import Iterator, Sequence

from nsexplorer.explain.capability_reach import Reach
from nsexplorer.explain.id_translation import MapAnswer
from nsexplorer.explain.identity import Level
from nsexplorer.explain.whoami import WhoamiAnswer
from nsexplorer.model.accounts import SubordinateRange
from nsexplorer.model.capability_names import CAPABILITIES
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.answer import reasons, sentence
from nsexplorer.text.plain.page import section
from nsexplorer.text.table import Cell, Column, table

_COLUMNS = (
    Column("USER NAMESPACE", least=20),
    Column("NAME", least=8),
    Column("UID", least=9),
    Column("GID", least=9),
    Column("SETGROUPS"),
)
_OWN_COLUMNS = (*_COLUMNS, Column("CAPABILITIES", least=10))


def whoami_page(found: WhoamiAnswer, medium: Medium) -> Iterator[str]:
    """The sentence, the chain, over what capabilities count, what else is special, evidence and ways out."""
    yield sentence(found.answer, medium)
    yield ""
    rows = [(*_cells(level), Cell(_capabilities(level.capabilities))) for level in found.levels]
    yield from table(_OWN_COLUMNS, rows, medium)
    yield from section("what is not known", _unreadable(found.levels), medium)
    yield from section("its capabilities count over", _reaches(found), medium)
    yield from section("besides", _besides(found), medium)
    yield from reasons(found.answer, medium)


def map_page(found: MapAnswer, medium: Medium) -> Iterator[str]:
    """The sentence, the chain, evidence and ways out."""
    yield sentence(found.answer, medium)
    yield ""
    yield from table(_COLUMNS, [_cells(level) for level in found.levels], medium)
    yield from reasons(found.answer, medium)


def _cells(level: Level) -> tuple[Cell, ...]:
    namespace = level.namespace or "(out of sight)"
    host = level.name == "host"
    return (
        Cell(namespace),
        Cell(neutral(level.name if level.namespace else ""), "host" if host else "name"),
        _id(level.uid, level.user),
        _id(level.gid, level.group),
        Cell(level.setgroups or "", "warning" if level.setgroups == "deny" else ""),
    )


def _id(identifier: int | None, name: str | None) -> Cell:
    if identifier is None:
        return Cell("none", "warning")
    return Cell(f"{identifier} ({neutral(name)})" if name else str(identifier))


def _capabilities(known: tuple[str, ...] | None) -> str:
    if known is None:
        return ""
    if len(known) >= len(CAPABILITIES):
        return "all"
    if len(known) > len(CAPABILITIES) // 2:
        return f"all but {' '.join(name for name in CAPABILITIES if name not in known).lower()}"
    return " ".join(known).lower() or "none"


def _unreadable(levels: Sequence[Level]) -> Iterator[str]:
    for level in levels:
        for key, reason in level.unreadable.items():
            if level.namespace is not None:
                yield neutral(f"{key} in {level.namespace}: {reason}")


def _reaches(found: WhoamiAnswer) -> Iterator[str]:
    if not found.levels[0].capabilities and not any(reach.counts for reach in found.below):
        yield "nothing: it has none"
        return
    counting = [reach for reach in found.over if reach.counts]
    lost = [reach for reach in found.over if reach.counts is False]
    if counting and found.levels[0].capabilities:
        yield f"its {_kinds(counting)}: they belong to its user namespace, or to one below"
    if lost and found.levels[0].capabilities:
        yield f"not its {_kinds(lost)}: they belong to a user namespace above its own"
    for reach in found.below:
        if reach.all_of_them:
            yield f"{reach.namespace}, where it has all: it made that one, or is its owner"
        elif reach.counts:
            yield f"{reach.namespace}, which is below its own"


def _kinds(reaches: Sequence[Reach]) -> str:
    return f"{', '.join(reach.type for reach in reaches)} {'namespace' if len(reaches) == 1 else 'namespaces'}"


def _besides(found: WhoamiAnswer) -> Iterator[str]:
    if found.groups:
        inside = ", ".join(
            str(outer) if outer == inner else f"{'none' if inner is None else inner} ({outer} outside)" for outer, inner in found.groups
        )
        yield f"supplementary groups: {inside}"
    if found.set_aside is not None:
        for kind, ranges in (("uids", found.set_aside.uids), ("gids", found.set_aside.gids)):
            yield f"subordinate {kind} of its user: {neutral(', '.join(map(_span, ranges))) or 'none'}"
    match found.no_new_privileges:
        case True:
            yield "no_new_privs is set: set-user-ID programs and file capabilities, as those of newuidmap, give it nothing"
        case False:
            yield "no_new_privs is not set"
    if found.securebits is None:
        yield "securebits: not known, the kernel tells a process its own only"
    else:
        yield f"securebits: {' '.join(found.securebits) or 'none'}"


def _span(known: SubordinateRange) -> str:
    return f"{known.first} to {known.first + known.count - 1}"
