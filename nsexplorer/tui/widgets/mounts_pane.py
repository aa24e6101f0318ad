"""The mount table of a subject: a tree or a list, and below it everything about the mount under the cursor."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from nsexplorer import api
from nsexplorer.explain import propagation
from nsexplorer.explain.filter import plain_words
from nsexplorer.explain.mounts import MountRow, MountsAnswer
from nsexplorer.explain.propagation import PeerIndex
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.actions import bindings
from nsexplorer.tui.place import Subject
from nsexplorer.tui.rows.filtering import MOUNTS_HINT, mounts_kept
from nsexplorer.tui.rows.mount_facts import mount_facts
from nsexplorer.tui.rows.mounts import caption_of, mounts_list, mounts_tree
from nsexplorer.tui.rows.table import NO_ROWS, Table
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.widgets.fact_lines import FactLines
from nsexplorer.tui.widgets.lines import Lines
from nsexplorer.tui.widgets.outline import Outline
from nsexplorer.tui.widgets.subject_pane import SubjectPane


@dataclass(frozen=True, slots=True)
class Mounts:
    """What the pane shows. Without an `answer`, `sentence` says why."""

    snapshot: Snapshot
    subject: Subject
    answer: MountsAnswer | None = None
    by_id: Mapping[Hashable, MountRow] = field(default_factory=dict)
    peers: PeerIndex | None = None
    caption: str = ""
    sentence: str = ""
    table: Table = NO_ROWS
    words: tuple[str, ...] = ()


class MountsPane(SubjectPane[Mounts]):
    """The table, and the details of one mount below it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("mounts")
    filter_hint = MOUNTS_HINT

    def __init__(self, surroundings: Surroundings, *, id: str) -> None:
        signs = surroundings.signs
        super().__init__(Outline(signs, id="mount-lines"), id=id)
        self.as_tree = True
        self.details = FactLines(signs, id="mount-facts")
        self._signs = signs
        self._with_locks = surroundings.with_locks
        self._shown: Mounts | None = None

    def compose(self) -> ComposeResult:
        """The sentence, the table, the details."""
        yield self.sentence
        yield self.lines
        yield self.details

    @property
    def stops(self) -> Sequence[Lines]:
        """The table, and the details."""
        return (self.lines, self.details)

    @property
    def selected(self) -> MountRow | None:
        """The mount under the cursor."""
        return None if self._shown is None else self._shown.by_id.get(self.lines.cursor_key)

    def question(self, snapshot: Snapshot, subject: Subject) -> Callable[[], Mounts]:
        """Works the table out. A filter, or another form, does not work out anew what is shown already."""
        text, as_tree, shown, signs, with_locks = self.filter_text, self.as_tree, self._shown, self._signs, self._with_locks

        def work_out() -> Mounts:
            known = shown is not None and shown.snapshot is snapshot and shown.subject == subject
            found = shown if known and shown is not None else _answer(snapshot, subject, with_locks)
            if found.answer is None:
                return found
            if text:
                table = mounts_list(found.answer, mounts_kept(found.answer, text), signs)
            else:
                table = mounts_tree(found.answer, signs) if as_tree else mounts_list(found.answer, None, signs)
            return replace(found, table=table, words=plain_words(text.lower()))

        return work_out

    def present(self, content: Mounts) -> None:
        """Shows the table."""
        self._shown = content
        self.lines.show(content.table, content.words)
        self.say(content.sentence)
        self.settle(content.caption, len(content.table.keys), len(content.by_id))
        self._show_details(self.lines.cursor_key)

    def action_tree_or_list(self) -> None:
        """Show the table in its other form."""
        self.as_tree = not self.as_tree
        self.again()

    @on(Lines.Moved, "#mount-lines")
    def _moved(self, message: Lines.Moved) -> None:
        message.stop()
        self._show_details(message.key)

    @on(Lines.Chosen, "#mount-lines")
    def _go_in(self, message: Lines.Chosen) -> None:
        message.stop()
        self.screen.set_focus(self.details)

    def _show_details(self, key: Hashable) -> None:
        shown = self._shown
        if shown is None or shown.answer is None or shown.peers is None or key not in shown.by_id:
            self.details.show_facts(())
        else:
            self.details.show_facts(mount_facts(shown.snapshot, shown.answer, shown.by_id[key], shown.peers))


def _answer(snapshot: Snapshot, subject: Subject, with_locks: Callable[[Snapshot, MountsAnswer], MountsAnswer]) -> Mounts:
    try:
        answer = with_locks(snapshot, api.mounts(snapshot, str(subject)))
    except (api.TableUnreadable, api.UnknownTarget) as error:
        return Mounts(snapshot, subject, sentence=neutral(str(error)))
    by_id: dict[Hashable, MountRow] = {row.mount.id: row for row in answer.rows}
    return Mounts(snapshot, subject, answer, by_id, propagation.index(snapshot), caption_of(answer))
