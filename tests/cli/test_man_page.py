"""The man page is made from the parsers, and the one that is installed is the latest."""

import shutil
import subprocess
import sys

import pytest

from nsexplorer.cli.commands import COMMANDS
from nsexplorer.cli.grammar import grammars
from tests.cli.running import environment
from tests.topology import CHECKOUT

PAGE = CHECKOUT / "docs" / "nsexplorer.1"


def test_it_is_current() -> None:
    made = subprocess.run(
        [sys.executable, str(CHECKOUT / "docs" / "man_page.py")], env=environment(), capture_output=True, text=True, check=True
    ).stdout
    assert PAGE.read_text() == made, "run `python docs/man_page.py > docs/nsexplorer.1`"


def test_it_has_every_command_and_option() -> None:
    text = PAGE.read_text().replace("\\-", "-")
    for command in COMMANDS:
        assert f"\n.SS {command}\n" in text
    for grammar in grammars():
        for option in grammar.options:
            assert all(f"\\fB{name}\\fR" in text for name in option.names)


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed: it shows man pages")
def test_groff_has_nothing_to_warn_of() -> None:
    done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-P-cbou", str(PAGE)], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "mnt:[4026532178]" in done.stdout
