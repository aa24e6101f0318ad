"""Everything about the snapshot in front: who took it, how complete it is, what the kernel had to offer."""

import time
from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import ModalScreen

from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.actions import bindings
from nsexplorer.tui.rows.completeness import gaps
from nsexplorer.tui.rows.fact import Fact
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.widgets.fact_lines import FactLines
from nsexplorer.tui.widgets.lines import Lines


class AboutSnapshot(ModalScreen[None]):
    """A page of facts over the screen."""

    CSS_PATH = "about_snapshot.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("page")

    def __init__(self, snapshot: Snapshot, surroundings: Surroundings) -> None:
        super().__init__()
        self._facts = list(_facts(snapshot, surroundings))
        self._lines = FactLines(surroundings.signs, id="page")

    def compose(self) -> ComposeResult:
        """The page."""
        yield self._lines

    def on_mount(self) -> None:
        """Fill it."""
        self._lines.border_title = Content("About this snapshot")
        self._lines.border_subtitle = Content("esc closes")
        self._lines.show_facts(self._facts)
        self.set_focus(self._lines)

    def action_close(self) -> None:
        """Put the page away."""
        self.dismiss()

    @on(Lines.Left)
    def _left(self) -> None:
        self.dismiss()


def _facts(snapshot: Snapshot, surroundings: Surroundings) -> Iterator[Fact]:
    known, viewer = snapshot.complete, snapshot.viewer
    yield Fact("machine", neutral(snapshot.machine), "name")
    yield Fact("kernel", neutral(snapshot.kernel))
    yield Fact("taken", time.strftime("%Y-%m-%d %H:%M:%S %z", time.localtime(snapshot.taken)))
    yield Fact("by", f"uid {viewer.uid}, process {viewer.pid}, in {viewer.user_namespace or 'a user namespace that is not readable'}")
    yield Fact("capabilities", ", ".join(viewer.capabilities) or "none")
    yield Fact("read", f"{known.processes} processes, {len(snapshot.namespaces)} namespaces, {known.tables} mount tables")
    if known.whole:
        yield Fact("not read", "nothing is missing", sign=(f"{surroundings.signs.whole} ", "own"))
    for gap in gaps(snapshot):
        yield Fact("not read", gap, "warning")
    if surroundings.advice is not None and not known.whole:
        yield Fact("reads more", surroundings.advice, "title")
    for number, (name, use) in enumerate(snapshot.features.items()):
        yield Fact("interfaces" if number == 0 else "", neutral(f"{name}: {use}"))
