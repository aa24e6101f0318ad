"""The keys that do something where one is now, by groups, and what the signs mean."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.content import Content
from textual.screen import ModalScreen

from nsexplorer.tui.actions import ACTIONS, GROUPS, bindings
from nsexplorer.tui.rows.fact import Fact, heading
from nsexplorer.tui.rows.filtering import MOUNTS_HINT, NAMESPACES_HINT, WORDS_HINT
from nsexplorer.tui.signs import Signs
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.widgets.fact_lines import FactLines
from nsexplorer.tui.widgets.lines import Lines


class HelpScreen(ModalScreen[None]):
    """A page made from the registry of actions: it lists what applies, and nothing else."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("page")

    def __init__(self, active: Mapping[str, Sequence[ActiveBinding]], surroundings: Surroundings) -> None:
        super().__init__()
        self._active = active
        self._signs = surroundings.signs
        self._lines = FactLines(surroundings.signs, id="page")

    def compose(self) -> ComposeResult:
        """The page."""
        yield self._lines

    def on_mount(self) -> None:
        """Fill it."""
        self._lines.border_title = Content("Keys")
        self._lines.border_subtitle = Content("esc closes")
        self._lines.show_facts([*self._keys(), *_legend(self._signs)])
        self.set_focus(self._lines)

    def _keys(self) -> Iterator[Fact]:
        for group in GROUPS:
            listed = [action for action in ACTIONS if action.group == group and action.id in self._active]
            if listed:
                yield heading(group)
            for action in listed:
                names = [self.app.get_key_display(each.binding) for each in self._active[action.id]]
                yield Fact(" ".join(names), f"{action.title}: {action.help}")

    def action_close(self) -> None:
        """Put the page away."""
        self.dismiss()

    @on(Lines.Left)
    def _left(self) -> None:
        self.dismiss()


def _legend(signs: Signs) -> Iterator[Fact]:
    yield heading("Filters")
    yield Fact("namespaces", NAMESPACES_HINT)
    yield Fact("mounts", MOUNTS_HINT)
    yield Fact("others", WORDS_HINT)
    yield heading("Signs")
    yield Fact(signs.host, "one of the host's own namespaces, shared with it", "host")
    yield Fact(signs.own, "not the host's")
    yield Fact("none", "no process is in the namespace: something else keeps it", "warning")
    yield heading("Mounts")
    yield Fact("hidden by N", "it cannot be reached at its own path: mount N lies on it, or on a directory above", "warning")
    yield Fact("outside root", "it is not below the root directory of the process that looks", "warning")
    yield Fact("deleted", "the directory that is mounted here was removed where it came from", "fault")
    yield Fact("ro", "this mount refuses writes; `ro fs`: the file system does")
    yield Fact("locked", "it came from a more privileged mount namespace and cannot be unmounted here")
    yield Fact("idmap", "owners are translated on this mount")
    yield Fact("shared:N", "it exchanges what is mounted below it with all of peer group N")
    yield Fact("master:N", "it receives what is mounted below members of group N, and sends nothing back")
