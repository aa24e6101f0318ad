"""Every kind of event, with hostile names, as a pair of looks makes them."""

from dataclasses import replace

from nsexplorer.api import events
from nsexplorer.explain.events.event import EVENTS, Event
from tests.explain.literals import mount, namespace, process, snapshot, table

EVIL = "ev\x1bil\udcff\u202e"
WEB, OLD, NEW = "mnt:[4026532303]", "net:[4026532310]", "net:[4026532311]"
ROOT = mount(20, 1, "/")


def happened() -> tuple[Event, ...]:
    """The events."""
    kept, shell = process(1, command="init"), process(50, command=EVIL, inside={"mnt": WEB})
    web = namespace(WEB, leader=50, members=(50,))
    moved, changed = mount(21, 20, "/from"), mount(22, 20, f"/{EVIL}", shared=4)
    gone = mount(23, 20, "/gone", source=EVIL)
    before = snapshot(
        [web, namespace(OLD)], (kept, shell, process(60)), [table(WEB, (ROOT, moved, changed, gone), [50])], taken=1_700_000_000.0
    )
    after = snapshot(
        [replace(web, name="container:web"), namespace(NEW, leader=50, members=(50,), name=f"netns:{EVIL}")],
        (kept, replace(shell, namespaces={**shell.namespaces, "net": NEW}), process(61, parent=50, command=EVIL)),
        [table(WEB, (ROOT, replace(moved, target="/to"), replace(changed, options=("ro",), shared=5), mount(24, 20, "/made")), [50])],
        taken=1_700_000_001.0,
    )
    found = events(before, after)
    assert {event.event for event in found} == set(EVENTS)
    return found
