"""How keys are written."""

from collections.abc import Iterable

from textual.binding import ActiveBinding, Binding
from textual.keys import format_key

from nsexplorer.tui.actions import BY_ID

ARROWS = {"up": "↑", "down": "↓", "left": "←", "right": "→"}
WORDS = {
    "enter": "enter",
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "backspace": "backspace",
    "delete": "del",
}


def key_name(binding: Binding, arrows: bool) -> str:
    """The key of a binding as people write it: `ctrl+r`, `?`, `esc`; with `arrows`, the arrow keys as arrows."""
    modifiers, key = binding.parse_key()
    name = ARROWS.get(key) if arrows else None
    return "+".join((*modifiers, name or WORDS.get(key) or (key if key in ARROWS else format_key(key))))


def by_action(active: Iterable[ActiveBinding]) -> dict[str, list[ActiveBinding]]:
    """The bindings that do something now, by the id of their action."""
    found: dict[str, list[ActiveBinding]] = {}
    for each in active:
        if each.binding.id and each.enabled:
            found.setdefault(each.binding.id, []).append(each)
    return {action: sorted(bindings, key=_order) for action, bindings in found.items()}


def _order(active: ActiveBinding) -> int:
    """The registry names the key that people should learn first; one of a key map is not in it, and comes before all."""
    keys = BY_ID[active.binding.id or ""].keys
    return keys.index(active.binding.key) if active.binding.key in keys else -1
