"""Why the two sides differ in the row under the cursor."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from textual.content import Content

from nsexplorer.explain.compare.mounts import MountPair
from nsexplorer.explain.compare.rows import Row
from nsexplorer.text.medium import Medium
from nsexplorer.tui.questions import Question, why
from nsexplorer.tui.rows.comparison import Pair, change_of
from nsexplorer.tui.rows.difference import difference_page
from nsexplorer.tui.rows.page import Page
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.widgets.comparison_pane import Asked
from nsexplorer.tui.widgets.page_pane import PagePane

BY_TABLES = "Why, by the tables alone"
BY_WALK = "Why, by walking the path on both sides"
TWO_MOMENTS = "Two moments are compared: which of the mounts came or went in between is told, but not why."


@dataclass(frozen=True, slots=True)
class Selected:
    """A row of a comparison: what was compared, and its pair."""

    asked: Asked
    pair: Pair

    @property
    def path(self) -> str | None:
        """The path that `why` can be asked about; None where the row has none, or where the sides are of two moments."""
        directory = self.asked.path
        match self.pair:
            case MountPair(path=path) if not self.two_moments:
                return path
            case Row(key=name) if directory is not None and not self.two_moments:
                return f"{directory.rstrip('/')}/{name}"
        return None

    @property
    def two_moments(self) -> bool:
        """Whether one side is of another snapshot than the other."""
        a, b = self.asked.a, self.asked.b
        return a.file != b.file or a.moment is not b.moment

    def question(self, surroundings: Surroundings, walk: bool) -> Question | None:
        """Why the side that does not have it, or has something else there, sees it differently."""
        path, a, b = self.path, self.asked.a, self.asked.b
        if path is None or a.file is not None or a.moment is not None:
            return None
        within, origin = (a.target, b.target) if change_of(self.pair) == "only-b" else (b.target, a.target)
        return why(self.asked.snapshot, path, within, origin, surroundings, walk)


class ExplanationPane(PagePane):
    """By the tables as the cursor moves; by a walk of the path only when that is asked for: it touches the live file system."""

    def __init__(self, surroundings: Surroundings, *, id: str) -> None:
        super().__init__(surroundings, id=id)
        self.selected: Selected | None = None
        self._walking = False
        self._surroundings = surroundings

    def explain(self, selected: Selected | None) -> None:
        """Explain this row by the tables; None: nothing is selected."""
        self.selected, self._walking = selected, False
        if selected is None:
            self.border_title = None
            self.clear()
            return
        question = selected.question(self._surroundings, walk=False)
        self.border_title = Content(BY_TABLES if question is not None else "What differs")
        self.answer(_explanation(selected, question))

    def walk(self) -> None:
        """Explain it by walking the path."""
        question = None if self.selected is None else self.selected.question(self._surroundings, walk=True)
        if self.selected is not None and question is not None:
            self._walking = True
            self.border_title = Content(BY_WALK)
            self.answer(_explanation(self.selected, question))

    @property
    def can_walk(self) -> bool:
        """Whether there is a path, of this machine, now."""
        here = self._surroundings.saved is None
        return here and self.selected is not None and self.selected.question(self._surroundings, walk=True) is not None

    def stop_walking(self) -> bool:
        """Forget a walk that has no answer yet, and go back to the tables; whether there was one."""
        stopped = self._walking and self.working
        if stopped:
            self.explain(self.selected)
        return stopped

    @property
    def line(self) -> str | None:
        """The command line that asks the same; None where no command explains the row."""
        question = None if self.selected is None else self.selected.question(self._surroundings, walk=False)
        return None if question is None else question.line


def _explanation(selected: Selected, question: Question | None) -> Callable[[], Page]:
    def ask() -> Page:
        found = Page(lambda medium: ()) if question is None else question.ask()

        def lines(medium: Medium) -> Iterable[str]:
            if question is not None:
                yield from found.lines(medium)
                yield ""
            yield from difference_page(selected.asked.aspect, selected.pair, medium)
            if selected.two_moments:
                yield ""
                yield TWO_MOMENTS

        return Page(lines, found.fixes)

    return ask
