"""What the command palette offers: the actions of the registry that apply now, and every place there is to go to."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from nsexplorer.explain.target_names import target_of
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.actions import ACTIONS
from nsexplorer.tui.keys import by_action
from nsexplorer.tui.place import Place
from nsexplorer.tui.rows.subject import short_name, title_of

if TYPE_CHECKING:
    from nsexplorer.tui.app import Explorer

MOST_PLACES = 50
"""So many places are offered for one query."""


class Offer(NamedTuple):
    """A line of the palette, what it does, and a word of help."""

    text: str
    run: Callable[[], object]
    help: str


class Actions(Provider):
    """The actions that apply where one is, each with its keys."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for offer in self._offers():
            yield DiscoveryHit(Content(offer.text), offer.run, offer.text, offer.help)

    async def search(self, query: str) -> Hits:
        """Those that fit what is typed."""
        matcher = self.matcher(query)
        for offer in self._offers():
            score = matcher.match(offer.text)
            if score > 0:
                yield Hit(score, matcher.highlight(offer.text), offer.run, offer.text, offer.help)

    def _offers(self) -> Iterator[Offer]:
        active = by_action(self.screen.active_bindings.values())
        for action in ACTIONS:
            if action.group != "Move" and action.id in active and action.id != "app.palette":
                keys = " ".join(self.app.get_key_display(each.binding) for each in active[action.id])
                first = active[action.id][0]
                run = partial(self.app.run_action, first.binding.action, first.node)
                yield Offer(f"{action.title}  ({keys})", run, action.help)
        yield Offer("Colours", self.app.action_change_theme, "choose a theme")


class Places(Provider):
    """Namespaces by id, inode or name, containers, and processes by pid or command."""

    async def search(self, query: str) -> Hits:
        """The places whose name has what is typed in it."""
        wanted = query.strip().lower()
        found = 0
        for text, place in self._places() if wanted else ():
            if wanted not in text.lower():
                continue
            found += 1
            if found > MOST_PLACES:
                break
            yield Hit(1 / (1 + len(text)), Content(f"Go to {text}"), partial(self._explorer.go_to, place), text)

    @property
    def _explorer(self) -> "Explorer":
        return cast("Explorer", self.app)

    def _places(self) -> Iterator[tuple[str, Place]]:
        snapshot = self._explorer.snapshot
        if snapshot is None:
            return
        for container in snapshot.containers:
            yield f"{neutral(target_of(container))} ({container.engine})", Place(container.pid)
        for namespace in snapshot.namespaces.values():
            yield f"{namespace.id} {short_name(snapshot, namespace)}", Place(namespace.id)
        for pid in snapshot.processes:
            yield title_of(snapshot, pid), Place(pid)
