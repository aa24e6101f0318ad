"""The explorer in a real terminal, from its start to the prompt after it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nsexplorer.model.saved import save
from tests.tui.machine import machine

ROOT = Path(__file__).parents[2]
PATIENCE = 20
"""Seconds that a screen may take to come: a machine under test is slow at times."""


class Terminal:
    """A shell in tmux, on a socket of its own, with a snapshot to explore."""

    def __init__(self, folder: Path) -> None:
        self.socket = str(folder / "tmux")
        self.snapshot = folder / "machine.json"
        self.snapshot.write_text(save(machine()), encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "screen-256color", "LC_ALL": "C.UTF-8"}
        command = ["new-session", "-d", "-x", "80", "-y", "24", "exec env 'PS1=prompt> ' sh"]
        subprocess.run(["tmux", "-S", self.socket, "-f", "/dev/null", *command], env=environment, check=True)

    def tmux(self, *words: str) -> str:
        """What this tmux command prints."""
        return subprocess.run(["tmux", "-S", self.socket, *words], capture_output=True, text=True, check=True).stdout

    def type(self, line: str) -> None:
        """Type a line into the shell."""
        self.tmux("send-keys", "-l", line)
        self.tmux("send-keys", "Enter")

    def start(self, *options: str) -> None:
        """Start the explorer on the snapshot, and wait for its tree."""
        self.type(f"{sys.executable} -m nsexplorer --snapshot {self.snapshot} {' '.join(options)}; echo status=$?")
        self.wait_for("✓ complete: 9 processes")

    def press(self, *keys: str) -> None:
        """Press keys, by tmux's names."""
        self.tmux("send-keys", *keys)

    def screen(self) -> str:
        """What is on the screen."""
        return self.tmux("capture-pane", "-p")

    def wait_for(self, text: str) -> str:
        """The screen, once it has this text."""
        end = time.monotonic() + PATIENCE
        while text not in (shown := self.screen()):
            assert time.monotonic() < end, f"{text!r} did not come up:\n{shown}"
            time.sleep(0.05)
        return shown

    def settings(self) -> str:
        """The settings of the terminal line, and whether a full-screen program has it."""
        tty, alternate = self.tmux("display-message", "-p", "#{pane_tty} #{alternate_on}").split()
        line = subprocess.run(["stty", "-a", "-F", tty], capture_output=True, text=True, check=True).stdout
        return f"{line} alternate={alternate} mouse={self.tmux('display-message', '-p', '#{mouse_any_flag}')}"

    def explorer(self) -> int:
        """The pid of the explorer: the only child of the shell."""
        shell = self.tmux("display-message", "-p", "#{pane_pid}").strip()
        return int(Path(f"/proc/{shell}/task/{shell}/children").read_text().split()[0])


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal; it is closed whatever happens in it."""
    if shutil.which("tmux") is None:
        if os.environ.get("CI"):
            pytest.fail("tmux is not installed")
        pytest.skip("tmux is not installed")
    opened = Terminal(tmp_path)
    try:
        opened.wait_for("prompt>")
        yield opened
    finally:
        opened.tmux("kill-server")


def test_keys_work_and_quitting_restores_the_terminal(terminal: Terminal) -> None:
    before = terminal.settings()
    terminal.start()
    terminal.press("Down", "j", "j", "Enter")
    terminal.wait_for("▸ mnt:[4026531841] Mounts")
    terminal.press("/")
    terminal.tmux("send-keys", "-l", "fs:nsfs")
    shown = terminal.wait_for("1 of 18")
    assert "/run/netns/blue" in shown and "/srv/data" not in shown
    terminal.press("Enter", "Escape")
    terminal.wait_for("/srv/data")
    terminal.press("Escape")
    terminal.wait_for("Namespaces by user")
    terminal.press("q")
    shown = terminal.wait_for("status=0")
    assert "prompt> " in shown.splitlines()[0], "what was on the screen before is there again"
    assert terminal.settings() == before


def test_it_follows_the_size_of_the_terminal(terminal: Terminal) -> None:
    terminal.start("container:web")
    terminal.tmux("resize-window", "-x", "120", "-y", "40")
    shown = terminal.wait_for("Namespaces by user")
    assert "process 1234 nginx" in shown
    terminal.press("C-q")
    terminal.wait_for("status=0")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_restores_the_terminal(terminal: Terminal, number: signal.Signals) -> None:
    before = terminal.settings()
    terminal.start()
    os.kill(terminal.explorer(), number)
    terminal.wait_for(f"status={128 + number}")
    assert terminal.settings() == before


def test_after_kill_9_the_terminal_is_as_before(terminal: Terminal) -> None:
    before = terminal.settings()
    terminal.start()
    assert terminal.settings() != before
    os.kill(terminal.explorer(), signal.SIGKILL)
    end = time.monotonic() + PATIENCE
    while terminal.settings() != before:
        assert time.monotonic() < end, terminal.settings()
        time.sleep(0.05)
    terminal.type("echo typed and shown")
    assert "prompt> " in terminal.wait_for("typed and shown"), "the shell's screen is there again"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_size_in_a_real_terminal_without_colours_and_with_16(terminal: Terminal, size: tuple[int, int]) -> None:
    terminal.tmux("resize-window", "-x", str(size[0]), "-y", str(size[1]))
    for environment in ("NO_COLOR=1", "TERM=screen COLORTERM="):
        terminal.type(f"clear; env {environment} {sys.executable} -m nsexplorer --snapshot {terminal.snapshot}; echo status=$?")
        shown = terminal.wait_for("✓ complete: 9 processes").splitlines()
        assert any("▌▾ = user:[4026531837]" in line for line in shown)
        assert any("● mnt:[4026532303]" in line for line in shown)
        terminal.press("q")
        terminal.wait_for("status=0")


def test_an_export_from_the_palette_is_written_where_it_was_started(terminal: Terminal, tmp_path: Path) -> None:
    terminal.type(f"cd {tmp_path}")
    terminal.start("container:web")
    terminal.press(":")
    terminal.wait_for("an action, a namespace")
    terminal.tmux("send-keys", "-l", "export as json")
    terminal.wait_for("Export as JSON  (J)")
    terminal.press("Enter")
    terminal.wait_for("Export as json to")
    terminal.press("Enter")
    terminal.wait_for("Written:")
    terminal.press("q")
    terminal.wait_for("status=0")
    written = next(tmp_path.glob("nsexplorer-*.json"))
    assert json.loads(written.read_text(encoding="utf-8"))["schema"] == "nsexplorer/1"


def test_a_broken_file_of_settings_is_a_message(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "nsexplorer").mkdir()
    (tmp_path / "nsexplorer" / "config.toml").write_text("theme = [", encoding="utf-8")
    terminal.type(f"export XDG_CONFIG_HOME={tmp_path}")
    terminal.start()
    assert "is not TOML" in terminal.wait_for("Settings")
    terminal.press("q")
    terminal.wait_for("status=0")


def test_an_unknown_target_is_a_line_on_the_restored_terminal(terminal: Terminal) -> None:
    before = terminal.settings()
    terminal.type(f"{sys.executable} -m nsexplorer --snapshot {terminal.snapshot} container:none; echo status=$?")
    shown = terminal.wait_for("status=2")
    assert "nsexplorer: container:none: no running container" in shown
    assert terminal.settings() == before


def test_it_ends_with_its_terminal_though_no_signal_tells(tmp_path: Path) -> None:
    """The terminal is not the controlling one of its session: nobody is sent SIGHUP when it goes."""
    snapshot = tmp_path / "machine.json"
    snapshot.write_text(save(machine()), encoding="utf-8")
    ours, its = os.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "nsexplorer", "--snapshot", str(snapshot)]
    program = subprocess.Popen(command, stdin=its, stdout=its, stderr=its, env=environment, start_new_session=True)
    os.close(its)
    try:
        drawn = b""
        while b"complete" not in drawn:
            drawn += os.read(ours, 4096)
        os.close(ours)
        assert program.wait(PATIENCE) != 0
    finally:
        program.kill()
        program.wait()
