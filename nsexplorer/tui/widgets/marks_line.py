"""What is marked to be compared, in a line that is there only while something is."""

from textual.widgets import Static

from nsexplorer.tui.place import Subject
from nsexplorer.tui.sides import Choice


class MarksLine(Static):
    """Up to two subjects: the first is the left side, the second the right one."""

    DEFAULT_CSS = "MarksLine { height: 1; padding: 0 1; color: $text-accent; display: none; }"

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self.marked: tuple[Subject, ...] = ()

    def change(self, subject: Subject) -> None:
        """Mark the subject, or take its mark away. A third one takes the place of the first."""
        if subject in self.marked:
            self.marked = tuple(each for each in self.marked if each != subject)
        else:
            self.marked = (*self.marked, subject)[-2:]
        told = " and ".join(map(str, self.marked))
        with_what = "them" if len(self.marked) == 2 else "it with the selected one"
        self.update(f"marked: {told} (c compares {with_what})")
        self.display = bool(self.marked)

    def sides(self, selected: Subject) -> tuple[Choice, Choice]:
        """What to compare: the two that are marked; the one that is, or the host, with the selected one."""
        if len(self.marked) == 2:
            return Choice(str(self.marked[0])), Choice(str(self.marked[1]))
        left = str(self.marked[0]) if self.marked and self.marked[0] != selected else "host"
        return Choice(left), Choice(str(selected))
