"""How soon to look again: at once where the kernel tells of something, but never so often that looking becomes a load."""

import time
from enum import IntEnum


class Told(IntEnum):
    """What the kernel told of since the last look."""

    NOTHING = 0
    PROCESS = 1
    MOUNT = 2


SETTLE = 0.1
"""Seconds from the first notice to the look: what belongs together mostly comes together."""

APART = 0.6
"""Seconds from one look to the next at least: a burst of mounts costs at most two table reads a second."""

APART_FOR_PROCESSES = 1.0
"""The same where processes came or went, which they do all the time on some machines."""

SWEEP = 3.0
"""Seconds to a look that nothing asked for at least: there are changes that the kernel tells nobody."""

LONGEST = 15.0
"""The same at most, on a machine where a look takes long."""

SHARE = {Told.NOTHING: 50, Told.PROCESS: 10, Told.MOUNT: 2}
"""At least so many times the CPU that the last look took lies between two: 2 % of a processor where nothing happens."""


class Pace:
    """The times of looks, in seconds of `time.monotonic`."""

    def __init__(self) -> None:
        self.told = Told.NOTHING
        self._looked = self._first = 0.0
        self._cost = 0.0

    def looked(self, cost: float) -> None:
        """A look has ended just now that took `cost` seconds of CPU."""
        self.told = Told.NOTHING
        self._looked, self._cost = time.monotonic(), cost

    def tell(self, told: Told) -> None:
        """Something happened just now."""
        if self.told is Told.NOTHING:
            self._first = time.monotonic()
        self.told = max(self.told, told)

    @property
    def interval(self) -> float:
        """Seconds to the next look where nothing happens."""
        return max(SWEEP, min(self._cost * SHARE[Told.NOTHING], LONGEST))

    @property
    def next(self) -> float:
        """When to look again."""
        rest = self._cost * SHARE[self.told]
        match self.told:
            case Told.NOTHING:
                return self._looked + self.interval
            case Told.PROCESS:
                return max(self._looked + max(APART_FOR_PROCESSES, rest), self._first + SETTLE)
            case Told.MOUNT:
                return max(self._looked + max(APART, rest), self._first + SETTLE)
