"""What is exported: all of the table in front, as text, as JSON, as a picture; and nothing where nothing may be changed."""

import json
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from nsexplorer.tui.app import Explorer
from nsexplorer.tui.screens.compare import CompareScreen
from nsexplorer.tui.screens.type_text import TypeText
from nsexplorer.tui.surroundings import Surroundings
from tests.tui.explorer import SMALL, explore, explorer_of, press
from tests.tui.machine import HOST, HOST_MOUNTS, HOSTILE, LONG, WEB, network

KEYS = {"text": "e", "json": "J", "svg": "ctrl+e"}


def exported(tmp_path: Path, form: str, subject: str, *keys: str) -> str:
    """What the file has that the key for that form writes, where these keys led to."""

    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        explorer_of(app).namespaces.lines.move_to(subject)
        await press(app, pilot, *keys, KEYS[form])
        assert isinstance(app.screen, TypeText)
        await press(app, pilot, "enter")
        for _ in range(200):
            await pilot.pause(0.02)
            if any(each.message.startswith("Written: ") for each in app._notifications):
                return
        raise AssertionError([each.message for each in app._notifications])

    explore(visit, size=SMALL, surroundings=Surroundings(folder=str(tmp_path), network=network))
    (file,) = tmp_path.iterdir()
    assert file.name.startswith("nsexplorer-")
    return file.read_text(encoding="utf-8")


def test_text_has_all_rows_unshortened(tmp_path: Path) -> None:
    text = exported(tmp_path, "text", HOST["mnt"], "enter", "f")
    assert LONG in text and all(mount.source is None or len(text) for mount in HOST_MOUNTS)
    assert "/mnt/evil\\x1b[31m\\n[red]x[/red]\\u202e" in text and HOSTILE not in text and "\x1b" not in text
    assert "MOUNT POINT" in text and "PROPAGATION" in text
    assert len(text.splitlines()) == len(HOST_MOUNTS) + 3


def test_json_of_mounts_is_that_of_the_command(tmp_path: Path) -> None:
    found = json.loads(exported(tmp_path, "json", HOST["mnt"], "enter"))
    assert found["command"] == "mounts" and found["schema"] == "nsexplorer/1"
    assert [row["id"] for row in found["mounts"]] == [mount.id for mount in HOST_MOUNTS], "what is folded is there too"
    assert any(HOSTILE in row.values() for row in found["mounts"])


@pytest.mark.parametrize(
    ("subject", "keys", "command"),
    [
        (WEB["net"], (), "ls"),
        (WEB["uts"], ("enter",), "show"),
        (WEB["pid"], ("enter",), "show"),
        (WEB["user"], ("enter",), "show"),
        (WEB["net"], ("enter",), "network"),
        (WEB["mnt"], ("c",), "compare"),
    ],
)
def test_json_of_each_view(tmp_path: Path, subject: str, keys: tuple[str, ...], command: str) -> None:
    assert json.loads(exported(tmp_path, "json", subject, *keys))["command"] == command


def test_a_picture(tmp_path: Path) -> None:
    assert exported(tmp_path, "svg", WEB["mnt"], "enter").startswith("<svg")


def test_a_filter_counts(tmp_path: Path) -> None:
    found = json.loads(exported(tmp_path, "json", HOST["mnt"], "enter", "slash", *"nsfs", "enter"))
    assert [row["id"] for row in found["mounts"]] == [30]


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine", encoding="utf-8")

    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await press(app, pilot, "e")
        app.screen.query_one(Input).value = "mine"
        await press(app, pilot, "enter")
        for _ in range(200):
            await pilot.pause(0.02)
            if any("was not written: File exists" in each.message for each in app._notifications):
                return
        raise AssertionError([each.message for each in app._notifications])

    explore(visit, surroundings=Surroundings(folder=str(tmp_path)))
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "mine"


def test_read_only_offers_nothing_that_changes_anything() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        offered = {active.binding.id for active in app.screen.active_bindings.values() if active.enabled}
        assert "explorer.filter" in offered
        assert not {each for each in offered if each and each.startswith("app.export")}
        await press(app, pilot, "e", "J", "ctrl+e")
        assert not isinstance(app.screen, TypeText)
        await press(app, pilot, "c")
        assert isinstance(app.screen, CompareScreen)
        await press(app, pilot, "e")
        assert isinstance(app.screen, CompareScreen)

    explore(visit, surroundings=Surroundings(read_only=True))
