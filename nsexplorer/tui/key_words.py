"""How keys are written in the settings: as people write them."""

import unicodedata

from textual.keys import KEY_NAME_REPLACEMENTS, Keys, _character_to_key

WRITTEN = {"esc": "escape", "pgup": "pageup", "pgdn": "pagedown", "del": "delete", "ins": "insert", "return": "enter", "bksp": "backspace"}
MODIFIERS = frozenset({"ctrl", "alt", "shift", "super", "meta", "hyper"})
KNOWN = frozenset(key.value for key in Keys) | frozenset(KEY_NAME_REPLACEMENTS.values())


def key_of(written: str) -> str:
    """The key by Textual's name: `?` is question_mark, `esc` escape, `ctrl+R` ctrl+r."""
    if len(written) == 1:
        return _character_to_key(written)
    *modifiers, key = written.strip().split("+") if not written.endswith("++") else (*written[:-2].split("+"), "+")
    name = WRITTEN.get(key.lower(), key.lower() if len(key) > 1 or modifiers else key)
    return "+".join((*(each.lower() for each in modifiers), _character_to_key(name) if len(name) == 1 else name))


def names_a_key(written: str) -> bool:
    """Whether there is such a key."""
    if len(written) == 1:
        return written.isprintable()
    *modifiers, key = key_of(written).split("+") if written else [""]
    return set(modifiers) <= MODIFIERS and (len(key) == 1 or key in KNOWN or _is_character(key))


def _is_character(name: str) -> bool:
    try:
        unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return False
    return True
