"""Events as lines, and what is said of how they are noticed."""

import time

import pytest

from nsexplorer.model.listening import Listening
from nsexplorer.text.colors import plain
from nsexplorer.text.glyphs import UNICODE
from nsexplorer.text.medium import Medium
from nsexplorer.text.plain.events import event_lines, listening_text
from tests.explain.literals import snapshot
from tests.text.happening import NEW, OLD, WEB, happened

EVIL = "ev\\x1bil\\xff\\u202e"
HOST_NET = "net:[4026531833]"


def test_each_event_is_one_harmless_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    lines = list(event_lines(happened(), snapshot(), {0: "root"}.get, Medium(80, UNICODE, plain)))  # type: ignore[arg-type]
    assert [line.removeprefix("22:13:21 ") for line in lines] == [
        f"~ {WEB} is now called container:web, before nothing",
        f"+ {NEW} (netns:{EVIL}) appeared, with process 50 {EVIL} of root",
        f"~ process 50 {EVIL} of root went into {NEW} from {HOST_NET}",
        f"+ process 61 {EVIL} of root started, child of 50 {EVIL}",
        "~ /from moved to /to: tmpfs, rw,relatime, private",
        f"~ /{EVIL} changed: options relatime,rw -> ro, shared 4 -> 5",
        "+ /made mounted: tmpfs, rw,relatime, private",
        f"- {OLD} is gone",
        "- process 60 sleep of root ended",
        f"- /gone unmounted: tmpfs from {EVIL}, rw,relatime, private",
    ]


@pytest.mark.parametrize(
    ("listening", "said"),
    [
        (
            Listening(4, 0, 4, True, 3.2),
            "the kernel tells of mounts in 4 of 4 mount namespaces; the kernel tells of processes that start and end; "
            "changed flags, propagation, who enters other namespaces: looked at every few seconds",
        ),
        (
            Listening(0, 3, 4, False, 7),
            "the kernel tells of mounts in 3 of 4 mount namespaces; "
            "mounts in the others, processes, propagation, who enters other namespaces: looked at every few seconds",
        ),
        (Listening(0, 0, 4, False, 3), "mounts, processes, propagation, who enters other namespaces: looked at every few seconds"),
    ],
)
def test_what_is_not_told_is_said(listening: Listening, said: str) -> None:
    assert listening_text(listening) == said
