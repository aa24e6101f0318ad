"""Command lines that can be copied into a shell, whatever is in their words."""

from collections.abc import Iterable

from nsexplorer.text.neutral import neutral

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-")


def shell_line(words: Iterable[str]) -> str:
    """The words as a command line of a POSIX shell, on one line and harmless to look at."""
    return " ".join(map(shell_word, words))


def shell_word(word: str) -> str:
    """One word, quoted where that is needed: with '', or with $'' (POSIX.1-2024) where it holds what must not reach a terminal."""
    if word and _PLAIN.issuperset(word):
        return word
    if neutral(word) == word:
        return "'" + word.replace("'", "'\\''") + "'"
    return "$'" + "".join(map(_escaped, word)) + "'"


def _escaped(character: str) -> str:
    if character in "'\\":
        return "\\" + character
    if neutral(character) == character:
        return character
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))
