"""Names from strangers made harmless: what a terminal, or a reader's eye, could be tricked by is written out.

Kernel names are bytes, decoded with surrogateescape. A byte that is no UTF-8 is written `\\xff`, a control character `\\x1b`, any other
character that cannot be seen `\\u202e`. Everything else, the backslash too, stays as it is.
"""

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

# Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt) as far as str.isprintable() lets it pass: letters and marks without
# a shape. Variation selectors are among them: they change the width of the character before.
_SHAPELESS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)


def neutral(name: str) -> str:
    """The name as one line without any control, escape, bidi, zero-width or undecodable character."""
    if name.isprintable() and (name.isascii() or _SHAPELESS.isdisjoint(name)):
        return name
    return "".join(map(_written_out, name))


def _written_out(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if character.isprintable() and character not in _SHAPELESS:
        return character
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # surrogateescape: an undecodable byte
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
