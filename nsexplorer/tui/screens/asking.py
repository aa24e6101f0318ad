"""Screens that are opened from what is selected in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

from nsexplorer.text.neutral import neutral
from nsexplorer.tui.questions import ABOUT_PATH, Selection
from nsexplorer.tui.screens.answer import AnswerScreen
from nsexplorer.tui.screens.type_text import TypeText
from nsexplorer.tui.sides import Choice
from nsexplorer.tui.surroundings import Surroundings

if TYPE_CHECKING:
    from nsexplorer.tui.screens.compare import CompareScreen

TITLES = {"why": "Why does it not see what the host has at ...", "predict": "What does it get at ..."}
HINTS = {"why": "a path from /, as the host has it", "predict": "a path from /, as it is there"}

ASPECTS = {"user": "ids", "pid": "processes", "net": "net", "mnt": "mounts"}
"""The tab that a comparison opens for a type of namespace: what that type is about."""


def ask_path(app: App[Any], name: str, selection: Selection, surroundings: Surroundings) -> None:
    """Ask for a path, then the question of that name about it."""

    def typed(text: str | None) -> None:
        if text is not None:
            path = text if text.startswith("/") else f"/{text}"
            app.push_screen(AnswerScreen(ABOUT_PATH[name](selection, path, surroundings), selection.snapshot, surroundings))

    how = "it is walked on the live file system" if surroundings.saved is None else "the tables of the snapshot tell"
    app.push_screen(TypeText(TITLES[name], neutral(selection.path), f"{HINTS[name]}; {how}"), typed)


def compare_screen(selection: Selection, sides: tuple[Choice, Choice], surroundings: Surroundings) -> CompareScreen:
    """The comparison of two sides, open at what the selected namespace is about."""
    from nsexplorer.tui.screens.compare import CompareScreen

    kind = selection.subject.partition(":")[0] if isinstance(selection.subject, str) else "mnt"
    return CompareScreen(selection.snapshot, *sides, surroundings, ASPECTS.get(kind, "namespaces"))
