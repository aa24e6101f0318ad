"""What holds everywhere: the rooms' order, types, lint, and empty `__init__` files."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy", "nsexplorer"],
        ["lint-imports", "--no-cache"],
    ],
    ids=" ".join,
)
def test_tool_has_no_complaint(command: list[str]) -> None:
    result = subprocess.run([str(TOOLS / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_room_has_an_empty_init() -> None:
    rooms = [path for path in (ROOT / "nsexplorer").rglob("__init__.py") if path.parent.name != "nsexplorer"]
    assert len(rooms) >= 9
    assert [str(path) for path in rooms if path.read_bytes()] == []


def test_only_the_helper_changes_namespaces() -> None:
    """setns(2) and unshare(2) act on the calling thread: nothing but the helper's own process may call them."""
    callers = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "nsexplorer").rglob("*.py")
        if "linux/libc.py" not in path.as_posix() and any(call in path.read_text() for call in ("setns(", "unshare("))
    ]
    assert callers
    assert all(path.startswith("nsexplorer/helper/") or not _calls(ROOT / path) for path in callers)


def _calls(path: Path) -> bool:
    """Whether the file imports the calls, and does not only speak of them."""
    return any(
        line.startswith(("from nsexplorer.linux.libc import", "import nsexplorer.linux.libc")) and ("setns" in line or "unshare" in line)
        for line in path.read_text().splitlines()
    )
