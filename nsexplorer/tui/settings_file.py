"""Where the settings are, and reading them."""

import os
import stat
from pathlib import Path

from textual.theme import BUILTIN_THEMES

from nsexplorer.tui.settings import Settings, settings_of

LIMIT = 1 << 20
"""Bytes: a file of settings is never so long."""


def settings_path() -> Path:
    """`$XDG_CONFIG_HOME/nsexplorer/config.toml`. A relative path in the variable counts as none (XDG Base Directory Specification)."""
    folder = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(folder) if os.path.isabs(folder) else Path(os.path.expanduser("~/.config"))) / "nsexplorer" / "config.toml"


def read_settings(path: Path) -> tuple[Settings, tuple[str, ...]]:
    """The settings in that file, and a sentence on each that was not taken, or on why the file could not be read. None is no trouble."""
    try:
        text = _read(path)
    except FileNotFoundError:
        return Settings(), ()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return Settings(), (f"it cannot be read ({reason}); all settings are the defaults",)
    return settings_of(text, BUILTIN_THEMES.__contains__)


def _read(path: Path) -> str:
    """The text. A pipe or a device in its place is not waited for. Raises OSError, ValueError."""
    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise ValueError("it is no regular file")
        data = os.read(file, LIMIT + 1)
    finally:
        os.close(file)
    if len(data) > LIMIT:
        raise ValueError("it is longer than any settings")
    return data.decode("utf-8")
