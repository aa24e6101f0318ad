"""When to look again: as soon as the kernel tells of something, else at intervals that adapt to what a look costs."""

import os
import time
from collections.abc import Callable, Iterator, Sequence

from nsexplorer.discovery.notices import Notices
from nsexplorer.discovery.pace import Pace, Told
from nsexplorer.model.listening import Listening
from nsexplorer.model.snapshot import Snapshot

PAUSED = 3600.0
"""Seconds to wait at a time where nothing is to be looked at."""


class Watch:
    """Looks at this machine for as long as somebody wants to know. `snapshots` belongs to one thread; the rest may be called by any."""

    def __init__(self, capture: Callable[[], Snapshot]) -> None:
        self._capture = capture
        self._wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._ended = self._asked = self._paused = False
        self.listening = Listening(0, 0, 0, False, 0.0)

    def snapshots(self, outputs: Sequence[int] = ()) -> Iterator[Snapshot]:
        """A snapshot now, then one whenever something may have changed, until `end` is called, or nobody reads one of the `outputs`.

        Raises whatever the capture raises.
        """
        notices = Notices()
        pace = Pace()
        try:
            while not self._ended:
                started = time.thread_time()
                snapshot = self._capture()
                pace.looked(time.thread_time() - started)
                if notices.follow(snapshot):
                    pace.tell(Told.MOUNT)  # what happened between the look and the first listening is not told
                self.listening = notices.listening(snapshot, pace.interval)
                yield snapshot
                notices.listen_to_processes(True)
                if not self._rest(notices, pace, outputs):
                    return
        finally:
            notices.close()

    def look_now(self) -> None:
        """Take a snapshot without waiting for anything."""
        self._asked = True
        os.eventfd_write(self._wake, 1)

    def pause(self, paused: bool) -> None:
        """Look only when told to by `look_now`, or again by oneself. What happens meanwhile is seen afterwards."""
        self._paused = paused
        os.eventfd_write(self._wake, 1)

    @property
    def paused(self) -> bool:
        """Whether it looks only when told to."""
        return self._paused

    def end(self) -> None:
        """Take no more snapshots."""
        self._ended = True
        os.eventfd_write(self._wake, 1)

    def close(self) -> None:
        """Give the descriptor back, once `snapshots` has ended."""
        os.close(self._wake)

    def _rest(self, notices: Notices, pace: Pace, outputs: Sequence[int]) -> bool:
        """Wait until it is time to look again; whether anybody still wants to know."""
        while not self._asked and (left := PAUSED if self._paused else pace.next - time.monotonic()) > 0:
            told, ready = notices.wait(left, self._wake, outputs)
            if told is not Told.NOTHING:
                pace.tell(told)
                notices.listen_to_processes(False)
            if ready.intersection(outputs):
                return False
            if self._wake in ready:
                os.eventfd_read(self._wake)
                if self._ended:
                    return False
        self._asked = False
        return not self._ended
