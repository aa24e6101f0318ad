"""Standard output carries the answer alone, whatever it is connected to."""

import contextlib
import json
import os
import pty
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import PROGRAM, environment, nsexplorer


def on_terminal(words: list[str], columns: int, **changes: str) -> str:
    """What nsexplorer draws on a terminal that is so wide."""
    master, terminal = pty.openpty()
    try:
        running = subprocess.Popen(
            [*PROGRAM, *words],
            stdin=terminal,
            stdout=terminal,
            stderr=subprocess.DEVNULL,
            env=environment(COLUMNS=str(columns), **changes),
            cwd="/",
        )
        os.close(terminal)
        drawn = b""
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:  # EIO: the last who had the terminal open has gone
                break
            drawn += piece
        assert running.wait() == 0
    finally:
        os.close(master)
    return drawn.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [40, 80, 160])
def test_tables_fit_the_terminal(columns: int, saved: Path) -> None:
    for words in (["ls"], ["ls", "--tree", "user"], ["mounts", "1"], ["mounts", "1", "--list"]):
        lines = on_terminal([*words, "--no-color", "--snapshot", str(saved)], columns).splitlines()
        assert len(lines) > 2
        assert max(map(len, lines)) <= columns


def test_colours_are_for_terminals_and_for_those_who_want_them(saved: Path) -> None:
    words = ["ls", "--snapshot", str(saved)]
    assert "\x1b[1mNAMESPACE\x1b[0m" in on_terminal(words, 80, TERM="xterm")
    assert "\x1b" not in on_terminal([*words, "--no-color"], 80, TERM="xterm")
    assert "\x1b" not in on_terminal(words, 80, TERM="xterm", NO_COLOR="1")
    assert "\x1b" not in on_terminal(words, 80, TERM="dumb")
    assert "\x1b" not in nsexplorer(*words).stdout


def test_nothing_is_shortened_in_a_pipe(saved: Path) -> None:
    text = nsexplorer("mounts", "1", "--snapshot", str(saved)).stdout
    assert "…" not in text
    assert "/srv/evil\\x1b[31m\\n\\u202e\\xff" in text


@pytest.mark.parametrize("changes", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}])
def test_ascii_where_the_output_has_nothing_else(changes: dict[str, str], saved: Path) -> None:
    lines = nsexplorer("mounts", "1", "--snapshot", str(saved), env=environment(**changes)).stdout
    assert "|- /run/netns/blue" in lines
    assert lines.isascii()


def test_a_reader_that_goes_early_is_no_error(saved: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [*PROGRAM, "ls", "--snapshot", str(saved)], stdout=write, stderr=subprocess.PIPE, env=environment(), cwd="/", timeout=60
        )
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_output_that_is_full_is_told() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*PROGRAM, "--help"], stdout=full, stderr=subprocess.PIPE, env=environment(), cwd="/", text=True, timeout=60)
    assert (done.returncode, done.stderr) == (4, "nsexplorer: standard output: No space left on device\n")


def test_an_output_that_is_closed_is_told(saved: Path) -> None:
    line = f"exec {' '.join(PROGRAM)} ls --snapshot {saved} >&-"
    done = subprocess.run(["sh", "-c", line], stderr=subprocess.PIPE, env=environment(), cwd="/", text=True, timeout=60)
    assert (done.returncode, done.stderr) == (4, "nsexplorer: standard output: it is closed\n")


def test_a_standard_error_that_is_closed_changes_nothing(saved: Path) -> None:
    line = f"exec {' '.join(PROGRAM)} show nothing --snapshot {saved} 2>&-"
    done = subprocess.run(["sh", "-c", line], stdout=subprocess.PIPE, env=environment(), cwd="/", text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")


def test_ctrl_c_is_130() -> None:
    running = subprocess.Popen(
        [*PROGRAM, "ls", "--snapshot", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        cwd="/",
    )
    try:
        assert running.stdin is not None and running.stdout is not None and running.stderr is not None
        running.stdin.write(b" " * 300_000)  # more than a pipe holds: when this is done, it reads, and waits for more
        running.stdin.flush()
        for _ in range(30):  # one that comes just before the kernel starts to wait is only seen after it (PEP 475)
            running.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(timeout=2)
                break
        assert running.returncode == 130
        assert (running.stdout.read(), running.stderr.read()) == (b"", b"")
    finally:
        running.kill()
        running.communicate()


def test_incomplete_answers_say_so_on_standard_error(saved: Path, tmp_path: Path) -> None:
    document = json.loads(saved.read_text())
    document["snapshot"]["complete"]["unreadable_processes"] = 2
    partial = tmp_path / "partial.json"
    partial.write_text(json.dumps(document))
    done = nsexplorer("ls", "--snapshot", str(partial))
    assert done.returncode == 0
    assert done.stderr == "nsexplorer: incomplete: not read: the namespaces of 2 of 4 processes\n"
    assert nsexplorer("ls", "--json", "--snapshot", str(partial)).stderr == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["ls", "no-such-name"], "No namespace here has no-such-name in its names."),
        (["mounts", "1234", "--hidden"], "nothing is hidden here"),
    ],
)
def test_an_empty_answer_says_so(words: list[str], told: str, saved: Path) -> None:
    done = nsexplorer(*words, "--snapshot", str(saved))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"nsexplorer: {told}\n")
