"""A line that is offered for copying does in a shell exactly what it says, and nothing to the terminal it is shown on."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nsexplorer.text.neutral import neutral
from nsexplorer.text.quoting import shell_line, shell_word

WORDS = st.lists(st.binary(max_size=12).map(lambda word: word.replace(b"\0", b"").decode("utf-8", "surrogateescape")), max_size=4)


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        ("/usr/bin/nsexplorer", "/usr/bin/nsexplorer"),
        ("", "''"),
        ("mnt:[1]", "'mnt:[1]'"),
        ("it's", "'it'\\''s'"),
        ("a\nb", "$'a\\012b'"),
        ("\udcff", "$'\\377'"),
    ],
)
def test_words(word: str, quoted: str) -> None:
    assert shell_word(word) == quoted


@settings(max_examples=40, deadline=None)
@given(WORDS)
def test_bash_reads_the_words_back(words: list[str]) -> None:
    line = shell_line(words)
    assert neutral(line) == line
    done = subprocess.run(["bash", "-c", f"printf '%s\\0' {line or ''}"], capture_output=True, check=True)
    found = [word.decode("utf-8", "surrogateescape") for word in done.stdout.split(b"\0")[:-1]]
    assert found == (words or [""])
