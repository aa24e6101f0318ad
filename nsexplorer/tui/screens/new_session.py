"""The form for a new session: what each choice means, and the command line that does the same, as it is made."""

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Checkbox, Input, Select, Static

from nsexplorer.text.quoting import shell_line
from nsexplorer.tui.actions import bindings

MAPS = {
    "auto": "you are root inside, and every subordinate id of yours is an id there (as in `buildah unshare`)",
    "root": "you are root inside, and there is no other id: chown to others fails",
    "keep-id": "you are inside who you are outside, with all capabilities there",
}
PROPAGATIONS = {
    "unchanged": "what is mounted on shared mounts of the host arrives; nothing goes back",
    "private": "nothing arrives, and nothing goes back",
    "slave": "what is mounted on shared mounts of the host arrives; nothing goes back",
    "shared": "what is mounted in it travels to namespaces made from it, never to the host",
}
KINDS = {
    "pid": "sees its own processes alone",
    "net": "has no network but a loopback device",
    "ipc": "shares no System V or message queues",
    "uts": "may have a host name of its own",
    "cgroup": "sees its control group as the root",
}


class NewSession(NamedTuple):
    """What was chosen: the words after `nsexplorer unshare`, the session's name, whether it outlives its shell."""

    options: tuple[str, ...]
    name: str
    keep: bool


class Choice(Checkbox):
    """A box that is empty where it is not chosen: Textual's has the same cross in another colour."""

    @property
    def BUTTON_INNER(self) -> str:  # type: ignore[override]  # noqa: N802
        """What is in the box."""
        return "X" if self.value else " "


class NewSessionForm(ModalScreen[NewSession | None]):
    """Gives what was chosen, None where it was put away."""

    CSS_PATH = "new_session.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("form")

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name_line = Input(name, id="name", select_on_focus=True, restrict=r"[A-Za-z0-9_.-]{0,63}", compact=True)
        self._map = Select([(way, way) for way in MAPS], value="auto", allow_blank=False, id="map", compact=True)
        self._propagation = Select(
            [(way, way) for way in PROPAGATIONS], value="unchanged", allow_blank=False, id="propagation", compact=True
        )
        self._kinds = {kind: Choice(kind, id=kind, compact=True) for kind in KINDS}
        self._keep = Choice("outlives its shell, until it is ended", id="keep", compact=True)
        self._meaning = Static(markup=False, id="meaning")

    def compose(self) -> ComposeResult:
        """The choices, and what they come to."""
        with VerticalScroll(id="page", can_focus=False):
            yield Horizontal(Static("name"), self._name_line)
            yield Horizontal(Static("ids"), self._map)
            yield Horizontal(Static("mounts"), self._propagation)
            yield Horizontal(Static("its own"), *self._kinds.values())
            yield Horizontal(Static(""), self._keep)
            yield self._meaning

    def on_mount(self) -> None:
        """Start with the name."""
        page = self.query_one("#page")
        page.border_title = Content("New session: user and mount namespaces of your own")
        page.border_subtitle = Content("ctrl+s or enter in the name opens it, tab goes on, esc closes")
        self.set_focus(self._name_line)
        self._tell()

    @on(Input.Changed)
    @on(Select.Changed)
    @on(Checkbox.Changed)
    def _changed(self) -> None:
        self._tell()

    def _tell(self) -> None:
        self._meaning.update(Content("\n".join(self._lines())))

    def _lines(self) -> Iterator[str]:
        yield f"ids: {MAPS[str(self._map.value)]}"
        yield f"mounts: {PROPAGATIONS[str(self._propagation.value)]}"
        yield from (f"{kind}: {KINDS[kind]}" for kind, box in self._kinds.items() if box.value)
        yield ""
        yield shell_line(["nsexplorer", "unshare", *self._options()])

    def _options(self) -> Iterator[str]:
        if self._map.value != "auto":
            yield from ("--map", str(self._map.value))
        if self._propagation.value != "unchanged":
            yield from ("--propagation", str(self._propagation.value))
        yield from (f"--{kind}" for kind, box in self._kinds.items() if box.value)
        if self._name_line.value:
            yield from ("--name", self._name_line.value)
        if self._keep.value:
            yield "--keep"

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Open it."""
        if self._name_line.value and self._name_line.value[0].isalnum():
            self.dismiss(NewSession(tuple(self._options()), self._name_line.value, self._keep.value))

    def action_close(self) -> None:
        """Open none."""
        self.dismiss(None)
