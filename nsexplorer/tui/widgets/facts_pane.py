"""The facts of a subject."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult

from nsexplorer import api
from nsexplorer.explain.filter import plain_words
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.place import Subject
from nsexplorer.tui.rows.fact import Fact
from nsexplorer.tui.rows.facts import facts_of
from nsexplorer.tui.rows.filtering import WORDS_HINT, facts_kept
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.widgets.fact_lines import FactLines
from nsexplorer.tui.widgets.subject_pane import SubjectPane


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts to show, of how many, with the words to mark. `sentence` says why there are none."""

    facts: Sequence[Fact] = ()
    total: int = 0
    words: tuple[str, ...] = ()
    sentence: str = ""


class FactsPane(SubjectPane[Facts]):
    """Everything that is known of one namespace or process. Enter follows what it names."""

    filter_hint = WORDS_HINT

    def __init__(self, surroundings: Surroundings, *, id: str) -> None:
        self._fact_lines = FactLines(surroundings.signs)
        super().__init__(self._fact_lines, id=id)
        self._surroundings = surroundings

    def compose(self) -> ComposeResult:
        """The sentence, then the facts."""
        yield self.sentence
        yield self.lines

    def question(self, snapshot: Snapshot, subject: Subject) -> Callable[[], Facts]:
        """Gathers the facts."""
        text = self.filter_text
        return lambda: _gather(snapshot, subject, text, self._surroundings)

    def present(self, content: Facts) -> None:
        """Shows the facts."""
        self._fact_lines.show_facts(content.facts, content.words)
        self.say(content.sentence)
        self.settle("", len(content.facts), content.total)


def _gather(snapshot: Snapshot, subject: Subject, text: str, surroundings: Surroundings) -> Facts:
    try:
        facts = facts_of(snapshot, subject, surroundings)
    except api.UnknownTarget as error:
        return Facts(sentence=neutral(str(error)))
    return Facts(facts_kept(facts, text), len(facts), plain_words(text.lower()))
