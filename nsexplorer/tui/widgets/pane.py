"""A part of a screen that shows something made from a snapshot: made in a thread, so that no key waits for it."""

import threading
from abc import abstractmethod
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual import on
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from nsexplorer.explain.errors import AmbiguousTarget, PathUnreadable, TableUnreadable, UnknownTarget
from nsexplorer.text.neutral import neutral

Content = TypeVar("Content")

ANSWERS_NO = (UnknownTarget, AmbiguousTarget, TableUnreadable, PathUnreadable)
"""What a question can fail on: each is a whole sentence."""

PATIENCE = 0.25
"""Seconds after which a pane says that it is still working."""


@dataclass
class Prepared(Message):
    """What a pane asked for is ready; or, with an `error`, it is known why not."""

    ticket: int
    content: object
    error: str | None = None


class Pane(Vertical, Generic[Content]):
    """Shows what `ask` is given a function for. Only the answer to the last question is ever shown."""

    DEFAULT_CSS = """
    Pane > .sentence { display: none; height: auto; padding: 1 2; color: $text-muted; }
    Pane.-sentence > .sentence { display: block; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.sentence = Static("", classes="sentence", markup=False)
        self._ticket = 0
        self._answered = 0

    @abstractmethod
    def present(self, content: Content) -> None:
        """Put the answer on the screen."""

    def refuse(self, sentence: str) -> None:
        """Say why there is no answer."""
        self.say(sentence)

    def ask(self, question: Callable[[], Content]) -> None:
        """Have `question` answered in a thread, and the answer presented."""
        self._ticket += 1
        ticket = self._ticket
        # No worker of Textual's: those are waited for at the end, and what a dead server delays must not keep the program
        threading.Thread(target=self._answer, args=(ticket, question), name="answer", daemon=True).start()
        self.set_timer(PATIENCE, lambda: self._still_working(ticket))

    def drop(self) -> None:
        """Forget the question that is still being answered."""
        self._ticket += 1
        self._answered = self._ticket

    @property
    def working(self) -> bool:
        """Whether an answer is still to come."""
        return self._answered < self._ticket

    def say(self, sentence: str) -> None:
        """Show a sentence above whatever is shown; an empty one takes it away."""
        self.sentence.update(sentence)
        self.set_class(bool(sentence), "-sentence")

    def _still_working(self, ticket: int) -> None:
        if ticket == self._ticket and ticket != self._answered:
            self.say("Reading ...")

    def _answer(self, ticket: int, question: Callable[[], Content]) -> None:
        try:
            message = Prepared(ticket, question())
        except ANSWERS_NO as error:
            message = Prepared(ticket, None, neutral(str(error)))
        except Exception as error:  # whatever it is, it stays in this pane, and every key keeps working
            message = Prepared(ticket, None, neutral(f"This could not be worked out: {error!r}"))
        with suppress(RuntimeError):  # the program was left meanwhile
            self.post_message(message)

    @on(Prepared)
    def _show_answer(self, message: Prepared) -> None:
        message.stop()
        if message.ticket != self._ticket:
            return
        self._answered = message.ticket
        self.say("")
        if message.error is None:
            self.present(message.content)  # type: ignore[arg-type]  # made by the question of this very pane
        else:
            self.refuse(message.error)
