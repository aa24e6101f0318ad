"""The network of a subject: read live, and only when its tab is open."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from textual import on
from textual.app import ComposeResult

from nsexplorer.explain.network import NetworkAnswer
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.documents import network_document
from nsexplorer.tui.messages import PlaceChosen
from nsexplorer.tui.place import Subject
from nsexplorer.tui.rows.filtering import WORDS_HINT
from nsexplorer.tui.rows.network import network_sheet
from nsexplorer.tui.rows.table import NO_ROWS, Sheet
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.view import Document
from nsexplorer.tui.widgets.lines import Lines
from nsexplorer.tui.widgets.outline import Outline
from nsexplorer.tui.widgets.subject_pane import SubjectPane

NOT_SAVED = "A saved snapshot does not have it: links, addresses and routes are read from the live system."


@dataclass(frozen=True, slots=True)
class Shown:
    """What was read of which subject at which snapshot, or why nothing was, as rows."""

    snapshot: Snapshot
    subject: Subject
    answer: NetworkAnswer | str
    sheet: Sheet


class NetworkPane(SubjectPane[Shown]):
    """Links, addresses, routes. Enter on a link goes to the one it is tied to."""

    filter_hint = WORDS_HINT

    def __init__(self, surroundings: Surroundings, *, id: str) -> None:
        super().__init__(Outline(surroundings.signs, columns=surroundings.settings.columns.get("network")), id=id)
        self._surroundings = surroundings
        self._shown: Shown | None = None

    def compose(self) -> ComposeResult:
        """The sentence, then the rows."""
        yield self.sentence
        yield self.lines

    def document(self) -> Callable[[], Document] | None:
        """All that was read."""
        shown = self._shown
        if shown is None or isinstance(shown.answer, str):
            return None
        return partial(network_document, shown.snapshot, shown.answer)

    def question(self, snapshot: Snapshot, subject: Subject) -> Callable[[], Shown]:
        """Asks the kernel. A filter does not ask anew."""
        text, shown, surroundings = self.filter_text, self._shown, self._surroundings

        def work_out() -> Shown:
            known = shown is not None and shown.snapshot is snapshot and shown.subject == subject
            answer = shown.answer if known and shown is not None else _answer(snapshot, subject, surroundings)
            if isinstance(answer, str):
                return Shown(snapshot, subject, answer, Sheet(NO_ROWS, sentence=answer))
            return Shown(snapshot, subject, answer, network_sheet(snapshot, answer, text, surroundings.signs))

        return work_out

    def present(self, content: Shown) -> None:
        """Shows the rows."""
        self._shown = content
        self.lines.show(content.sheet.table, content.sheet.words)
        self.say(content.sheet.sentence)
        self.settle(content.sheet.caption, content.sheet.shown, content.sheet.total)

    @on(Lines.Chosen)
    def _go_in(self, message: Lines.Chosen) -> None:
        message.stop()
        place = None if self._shown is None else self._shown.sheet.leads_to(message.key)
        if place is not None:
            self.post_message(PlaceChosen(place))


def _answer(snapshot: Snapshot, subject: Subject, surroundings: Surroundings) -> NetworkAnswer | str:
    if surroundings.network is None:
        return NOT_SAVED
    from nsexplorer import api

    try:
        found = surroundings.network(snapshot, str(subject))
    except (api.UnknownTarget, api.AmbiguousTarget) as error:
        return neutral(str(error))
    return f"It could not be read: {neutral(found)}." if isinstance(found, str) else found
