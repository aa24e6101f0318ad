"""What mounting and unmounting roots can fail on. Each message is whole: what, why, and what to do."""

from nsexplorer.helper.refusal import Refusal


class CannotMount(Exception):
    """This root is not mounted so, here or at all."""

    def __init__(self, root: str, why: str, advice: str | None = None) -> None:
        super().__init__(f"{root}: {why}" + (f"; {advice}" if advice else ""))
        self.root, self.why, self.advice = root, why, advice


class NotPermitted(CannotMount):
    """Whoever asks may not mount anything where they are."""


class RefusedByKernel(Exception):
    """The kernel, or a program, did not let it happen. `at` is the mount point, None where there is none yet."""

    def __init__(self, root: str, refusal: Refusal, at: str | None = None) -> None:
        super().__init__(f"{root}: {refusal.reason}")
        self.root, self.refusal, self.at = root, refusal, at


class CannotReadStore(Exception):
    """A store, or what it should have, cannot be read; the text says which file and why."""
