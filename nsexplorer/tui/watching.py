"""The live side of the explorer: a thread that looks again when something may have changed, and what it has noticed so far."""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress

from nsexplorer import api
from nsexplorer.explain.events.event import Event
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.plain.events import sign_of
from nsexplorer.tui.watch import Watch

KEPT = 5000
"""Events kept for the list."""

FRESH = 5.0
"""Seconds for which what is new or changed stays marked."""

PAUSE = 3.0
"""Seconds until it looks again after a look that failed."""

Tell = Callable[[Snapshot, tuple[Event, ...]], None]
"""Called in the watching thread with each snapshot in which something is new."""


class Watching:
    """Watches until `end`. `events` are those noticed, the latest first, each with the snapshot that it led to."""

    def __init__(self, watch: Watch, before: Snapshot, tell: Tell, fail: Callable[[str], None]) -> None:
        """`fail` is called in the watching thread with the reason where a look failed; it goes on after a while."""
        self.watch = watch
        self.events: deque[tuple[Event, Snapshot]] = deque(maxlen=KEPT)
        self._before = before
        self._tell = tell
        self._fail = fail
        threading.Thread(target=self._run, name="watch", daemon=True).start()

    def _run(self) -> None:
        with suppress(RuntimeError):  # the program was left meanwhile
            while True:
                try:
                    self._watch()
                    return
                except RuntimeError:
                    raise
                except Exception as error:  # a look that fails is a sentence on the screen, and watching goes on
                    self._fail(str(error) or type(error).__name__)
                    time.sleep(PAUSE)

    def _watch(self) -> None:
        for snapshot in self.watch.snapshots():
            found = api.events(self._before, snapshot)
            self._before = snapshot
            if found:
                self.events.extendleft((event, snapshot) for event in found)
                self._tell(snapshot, found)

    def fresh(self, now: float) -> Mapping[Hashable, str]:
        """The signs of the namespaces, mounts and processes that appeared or changed a few seconds before: by their keys in tables."""
        signs: dict[Hashable, str] = {}
        for event, _ in list(self.events):
            if event.noticed < now - FRESH:
                break
            for key in (event.of_namespace and event.of_namespace.id, event.process and event.process.pid, event.mount and event.mount.id):
                if key is not None:
                    signs.setdefault(key, sign_of(event))
        return {key: sign for key, sign in signs.items() if sign != "-"}
