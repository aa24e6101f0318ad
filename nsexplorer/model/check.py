"""One thing that `doctor` looked at."""

from dataclasses import dataclass
from typing import Literal

from nsexplorer.model.answer import Fix

State = Literal["ok", "warning", "fault", "unknown"]


@dataclass(frozen=True, slots=True)
class Check:
    """`id` names it for good. `text` is what was found, in one sentence; `source` where it was read, or what was tried.

    `fault`: rootless containers, or parts of them, do not work. `warning`: something will surprise. `unknown`: it could not be told.
    """

    id: str
    state: State
    text: str
    source: str
    fix: tuple[Fix, ...] = ()
