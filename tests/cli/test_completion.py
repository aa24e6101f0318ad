"""Completion in real shells: commands, options, values and live targets."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.running import environment, nsexplorer
from tests.topology import process

Complete = Callable[[str], list[str]]

BASH = """
source <(nsexplorer completion bash)
compopt() { :; }  # bash has it only while a key is pressed
COMP_LINE=$1 COMP_POINT=${#1}
read -ra COMP_WORDS <<<"$1"
_nsexplorer
printf '%s\\n' "${COMPREPLY[@]}"
"""

ZSH = """\
PS1=; unset zle_bracketed_paste; autoload -Uz compinit; compinit -D -u; source <(nsexplorer completion zsh)
shown() { zle -I; print -r -- "<$BUFFER>"; BUFFER= }; zle -N shown; bindkey '^X' shown; print READY-$((1 + 1))
"""
"""What is typed first: after that, ctrl+X prints the line that is being edited."""


@pytest.fixture
def bin_directory(tmp_path: Path) -> Path:
    """A directory of programs with nsexplorer in it, as an installation makes one."""
    program = tmp_path / "bin" / "nsexplorer"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m nsexplorer "$@"\n')
    program.chmod(0o755)
    return program.parent


@pytest.fixture
def bash(bin_directory: Path, tmp_path: Path) -> Complete:
    return lambda line: _shell(["bash", "--norc", "-c", BASH, "bash", line], bin_directory, tmp_path)


@pytest.fixture
def fish(bin_directory: Path, tmp_path: Path) -> Complete:
    if shutil.which("fish") is None:
        _missing("fish is not installed")
    code = "nsexplorer completion fish | source; complete -C $argv[1]"
    return lambda line: [each.split("\t")[0] for each in _shell(["fish", "--no-config", "-c", code, line], bin_directory, tmp_path)]


@pytest.fixture
def zsh(bin_directory: Path, tmp_path: Path) -> Iterator[Complete]:
    """Gives the whole line as it stands after one press of the tab key."""
    if shutil.which("zsh") is None:
        _missing("zsh is not installed")
    master, terminal = pty.openpty()
    path = f"{bin_directory}:{os.environ['PATH']}"
    env = environment(PATH=path, HOME=str(tmp_path), TERM="dumb")
    running = subprocess.Popen(
        ["zsh", "-f", "-i"], stdin=terminal, stdout=terminal, stderr=terminal, env=env, cwd=tmp_path, start_new_session=True
    )
    os.close(terminal)

    def read_until(pattern: str) -> re.Match[str]:
        drawn = ""
        while (found := re.search(pattern, drawn)) is None:
            assert select.select([master], [], [], 60)[0], drawn
            drawn += os.read(master, 65536).decode()
        return found

    def complete(line: str) -> list[str]:
        os.write(master, f"{line}\t\x18".encode())
        return [read_until("<(.*)>")[1]]

    try:
        os.write(master, ZSH.encode())
        read_until("READY-2")
        yield complete
    finally:
        running.kill()
        running.wait()
        os.close(master)


def _shell(command: list[str], bin_directory: Path, home: Path) -> list[str]:
    path = f"{bin_directory}:{os.environ['PATH']}"
    done = subprocess.run(
        command, env=environment(PATH=path, HOME=str(home)), cwd=home, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60
    )
    assert done.stderr == ""
    return sorted(filter(None, done.stdout.splitlines()))


def _missing(what: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("nsexplorer moun", ["mount", "mounts"]),
        ("nsexplorer completion ", ["bash", "fish", "zsh"]),
        ("nsexplorer ls --tr", ["--tree"]),
        ("nsexplorer ls --tree ", ["pid", "process", "user"]),
        ("nsexplorer --snapshot x mounts --h", ["--help", "--hidden", "--host"]),
        ("nsexplorer mounts --as e", ["entrant"]),
        ("nsexplorer ls -t mnt,u", ["mnt,user", "mnt,uts"]),
        ("nsexplorer ls type:u", ["user", "uts"]),
        ("nsexplorer show ho", ["host"]),
        ("nsexplorer --host se", ["self"]),
    ],
)
def test_bash(line: str, found: list[str], bash: Complete) -> None:
    assert bash(line) == found


def test_bash_completes_what_lives(bash: Complete) -> None:
    with process("uts") as held:
        identifier = held.namespace("uts")
        quoted = identifier.partition(":")[2].replace("[", "\\[").replace("]", "\\]")
        assert bash(f"nsexplorer show {identifier[:-2]}") == [quoted]  # bash replaces a word from its last colon on
        assert bash(f"nsexplorer show '{identifier[:-2]}") == [identifier]
        assert bash(f"nsexplorer show uts:\\[{identifier[5:-2]}") == [quoted]
        assert str(held.pid) in bash(f"nsexplorer mounts {held.pid}")


def test_bash_completes_files(bash: Complete, tmp_path: Path) -> None:
    (tmp_path / "web one.json").touch()
    assert bash("nsexplorer --snapshot we") == ["web one.json"]
    assert bash("nsexplorer dump -o we") == ["web one.json"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("nsexplorer moun", ["mount", "mounts"]),
        ("nsexplorer completion ", ["bash", "fish", "zsh"]),
        ("nsexplorer ls --tree ", ["pid", "process", "user"]),
        ("nsexplorer mounts --as e", ["entrant"]),
        ("nsexplorer show ho", ["host"]),
        ("nsexplorer ls type:u", ["type:user", "type:uts"]),
    ],
)
def test_fish(line: str, found: list[str], fish: Complete) -> None:
    assert fish(line) == found


def test_fish_completes_what_lives(fish: Complete) -> None:
    with process("uts") as held:
        assert fish(f"nsexplorer show {held.namespace('uts')[:-2]}") == [held.namespace("uts")]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("nsexplorer hol", "nsexplorer holders "),
        ("nsexplorer completion z", "nsexplorer completion zsh "),
        ("nsexplorer ls --tree us", "nsexplorer ls --tree user "),
        ("nsexplorer --snapshot x mounts --as e", "nsexplorer --snapshot x mounts --as entrant "),
        ("nsexplorer show ho", "nsexplorer show host "),
        ("nsexplorer ls type:us", "nsexplorer ls type:user "),
    ],
)
def test_zsh(line: str, found: str, zsh: Complete) -> None:
    assert zsh(line) == [found]


def test_zsh_completes_what_lives(zsh: Complete) -> None:
    with process("uts") as held:
        quoted = held.namespace("uts").replace("[", "\\[").replace("]", "\\]")
        assert zsh(f"nsexplorer show {quoted[:-3]}") == [f"nsexplorer show {quoted} "]


def test_targets_never_speak_on_standard_error() -> None:
    done = nsexplorer("_targets", "no\x1b-such")
    assert (done.stdout, done.stderr) == ("", "")
    assert nsexplorer("_targets", "ho").stdout == "host\tthe host's namespaces\n"


def test_targets_are_not_in_the_help() -> None:
    assert "_targets" not in nsexplorer("--help").stdout
