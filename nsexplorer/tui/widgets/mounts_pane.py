"""The mount table of a subject: a tree or a list, and below it everything about the mount under the cursor."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
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
from nsexplorer.tui.documents import mounts_document
from nsexplorer.tui.place import Subject
from nsexplorer.tui.rows.filtering import MOUNTS_HINT, mounts_kept
from nsexplorer.tui.rows.mount_facts import mount_facts
from nsexplorer.tui.rows.mounts import caption_of, mount_at, mounts_list, mounts_tree
from nsexplorer.tui.rows.pseudo import KEY, facts_of_line, foldable, with_line
from nsexplorer.tui.rows.table import NO_ROWS, Table
from nsexplorer.tui.screens.type_text import TypeText
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.view import Document
from nsexplorer.tui.widgets.fact_lines import FactLines
from nsexplorer.tui.widgets.lines import Lines
from nsexplorer.tui.widgets.outline import Outline
from nsexplorer.tui.widgets.subject_pane import SubjectPane


@dataclass(frozen=True, slots=True)
class Mounts:
    """What the pane shows. Without an `answer`, `sentence` says why. `everything`: also what is `foldable`."""

    snapshot: Snapshot
    subject: Subject
    answer: MountsAnswer | None = None
    by_id: Mapping[Hashable, MountRow] = field(default_factory=dict)
    peers: PeerIndex | None = None
    caption: str = ""
    sentence: str = ""
    foldable: frozenset[int] = frozenset()
    everything: bool = False
    table: Table = NO_ROWS
    words: tuple[str, ...] = ()


class MountsPane(SubjectPane[Mounts]):
    """The table, and the details of one mount below it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("mounts")
    filter_hint = MOUNTS_HINT

    def __init__(self, surroundings: Surroundings, *, id: str) -> None:
        signs = surroundings.signs
        super().__init__(Outline(signs, id="mount-lines", columns=surroundings.settings.columns.get("mounts")), id=id)
        self.as_tree = True
        self.everything = False
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

    def document(self) -> Callable[[], Document] | None:
        """The mounts that are shown; all of them where some are only folded."""
        shown = self._shown
        if shown is None or shown.answer is None:
            return None
        keys = shown.table.keys if self.filter_text else shown.by_id
        return partial(mounts_document, shown.snapshot, shown.answer, tuple(shown.by_id[key] for key in keys if key in shown.by_id))

    def question(self, snapshot: Snapshot, subject: Subject) -> Callable[[], Mounts]:
        """Works the table out. A filter, or another form, does not work out anew what is shown already."""
        text, as_tree, shown, signs, with_locks = self.filter_text, self.as_tree, self._shown, self._signs, self._with_locks
        everything, arriving = self.everything, None if self._arrived else self._arriving

        def work_out() -> Mounts:
            known = shown is not None and shown.snapshot is snapshot and shown.subject == subject
            found = shown if known and shown is not None else _answer(snapshot, subject, with_locks)
            if found.answer is None:
                return found
            if text:
                table = mounts_list(found.answer, mounts_kept(found.answer, text), signs)
                return replace(found, everything=everything, table=table, words=plain_words(text.lower()))
            table = mounts_tree(found.answer, signs) if as_tree else mounts_list(found.answer, None, signs)
            whole = everything or arriving in found.foldable
            folded = [] if whole else [row for row in found.answer.rows if row.mount.id in found.foldable]
            return replace(found, everything=whole, table=with_line(table, folded, signs), words=())

        return work_out

    def present(self, content: Mounts) -> None:
        """Shows the table."""
        self._shown = content
        self.everything = content.everything
        self.lines.show(content.table, content.words)
        self.say(content.sentence)
        self.settle(content.caption, sum(key in content.by_id for key in content.table.keys), len(content.by_id))
        self._show_details(self.lines.cursor_key)

    def action_tree_or_list(self) -> None:
        """Show the table in its other form."""
        self.as_tree = not self.as_tree
        self.again()

    def action_pseudo(self) -> None:
        """Show the pseudo file systems too, or no longer."""
        self.everything = not self.everything
        self.again()

    def action_jump(self) -> None:
        """Ask for a path, and go to the mount it is on."""
        path = "/" if self.selected is None else self.selected.target
        self.app.push_screen(
            TypeText("Go to the mount of ...", neutral(path), "a path from /, as it is there; it is not touched"), self._jump
        )

    def _jump(self, path: str | None) -> None:
        answer = None if self._shown is None else self._shown.answer
        found = None if path is None or answer is None else mount_at(answer, path)
        if found is not None:
            self.filter_text = ""
            self._arriving, self._arrived = found, False
            self.again()

    @on(Lines.Moved, "#mount-lines")
    def _moved(self, message: Lines.Moved) -> None:
        message.stop()
        self._show_details(message.key)

    @on(Lines.Chosen, "#mount-lines")
    def _go_in(self, message: Lines.Chosen) -> None:
        message.stop()
        if message.key == KEY:
            self.action_pseudo()
        else:
            self.screen.set_focus(self.details)

    def _show_details(self, key: Hashable) -> None:
        shown = self._shown
        if shown is None or shown.answer is None or shown.peers is None or key not in shown.by_id:
            folded = [] if shown is None else [row for number, row in shown.by_id.items() if number in shown.foldable]
            self.details.show_facts(facts_of_line(folded) if key == KEY else ())
        else:
            self.details.show_facts(mount_facts(shown.snapshot, shown.answer, shown.by_id[key], shown.peers))


def _answer(snapshot: Snapshot, subject: Subject, with_locks: Callable[[Snapshot, MountsAnswer], MountsAnswer]) -> Mounts:
    try:
        answer = with_locks(snapshot, api.mounts(snapshot, str(subject)))
    except (api.TableUnreadable, api.UnknownTarget) as error:
        return Mounts(snapshot, subject, sentence=neutral(str(error)))
    by_id: dict[Hashable, MountRow] = {row.mount.id: row for row in answer.rows}
    return Mounts(snapshot, subject, answer, by_id, propagation.index(snapshot), caption_of(answer), foldable=foldable(answer.rows))
