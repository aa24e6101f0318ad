"""What making, entering and ending sessions can fail on."""

from nsexplorer.helper.refusal import Refusal


class WrongPlan(Exception):
    """It cannot be meant so: what was wrong about it, why, and what to do."""

    def __init__(self, what: str, why: str, advice: str | None = None) -> None:
        super().__init__(what, why, advice)
        self.what, self.why, self.advice = what, why, advice


class Refused(Exception):
    """The kernel, or this machine, did not let it happen."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal
