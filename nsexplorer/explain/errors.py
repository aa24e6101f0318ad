"""What a question can fail on. Each message is whole: what, why, and what to do."""

from collections.abc import Sequence


class UnknownTarget(Exception):
    """Nothing here is called that. `text` is what was typed."""

    def __init__(self, text: str, why: str, advice: str | None = None) -> None:
        super().__init__(f"{text or repr(text)}: {why}; {advice or '`nsexplorer ls` shows what there is'}")
        self.text = text


class AmbiguousTarget(Exception):
    """Several things are called that. `candidates` are targets that name each of them alone."""

    def __init__(self, text: str, candidates: Sequence[str]) -> None:
        super().__init__(f"{text}: {len(candidates)} things are called that; name one of {', '.join(candidates)}")
        self.text = text
        self.candidates = tuple(candidates)


class Unreadable(Exception):
    """Something that was asked for could not be read. `helped_by_privilege`: root might, and nothing else is known that would."""

    def __init__(self, what: str, why: str, advice: str | None = None) -> None:
        super().__init__(f"{what}: {why}" + (f"; {advice}" if advice else ""))
        self.helped_by_privilege = advice is None


class TableUnreadable(Unreadable):
    """The mount table that was asked for is not in the snapshot."""


class PathUnreadable(Unreadable):
    """The path that was asked about could not be looked at."""


class IdentityUnreadable(Unreadable):
    """The user namespace that was asked about could not be told."""
