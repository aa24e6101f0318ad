"""The settings: what is taken, what is not and why, and what they do."""

import os
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.theme import BUILTIN_THEMES

from nsexplorer.tui.actions import ACTIONS
from nsexplorer.tui.app import Explorer
from nsexplorer.tui.screens.help import HelpScreen
from nsexplorer.tui.settings import COLUMNS, Settings, settings_of
from nsexplorer.tui.settings_file import LIMIT, read_settings, settings_path
from nsexplorer.tui.surroundings import Surroundings
from tests.tui.explorer import LARGE, explore, explorer_of, press
from tests.tui.machine import HOST, machine
from tests.tui.screens import text_of


def read(text: str) -> tuple[Settings, tuple[str, ...]]:
    return settings_of(text, BUILTIN_THEMES.__contains__)


def test_everything_that_can_be_set() -> None:
    text = """
theme = "textual-light"
refresh = 2.5
[keys]
explorer.filter = "f2"
"app.quit" = ["Q", "ctrl+x"]
lines.down = ["down", "?"]
app.help = "esc+"
[columns]
mounts = ["id", "Mount Point", "options"]
"""
    settings, troubles = read(text.replace('app.help = "esc+"\n', 'app.help = "f1"\n'))
    assert troubles == ()
    assert settings == Settings(
        "textual-light",
        2.5,
        {"explorer.filter": "f2", "app.quit": "Q,ctrl+x", "lines.down": "down,question_mark", "app.help": "f1"},
        {"mounts": ("mount point", "id", "options")},
    )


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("theme = [", "it is not TOML"),
        ('theme = "nice"', "theme: there is none called nice"),
        ("theme = 3", "theme: there is none called 3"),
        ("refresh = -1", "refresh: -1 is no number of seconds"),
        ("refresh = 0.01", "refresh: 0.01 is no number of seconds"),
        ("refresh = true", "refresh: True is no number of seconds"),
        ("refresh = nan", "refresh: nan is no number of seconds"),
        ('refesh = "x"', "refesh: there is no such setting; did you mean refresh?"),
        ('keys = "x"', "keys: it has to be a table"),
        ('[keys]\nexplorer.fliter = "x"', "keys: there is no action explorer.fliter; did you mean explorer.filter?"),
        ("[keys]\nexplorer.filter = 3", "keys: explorer.filter needs a key, or a list of keys"),
        ("[keys]\nexplorer.filter = []", "keys: explorer.filter needs a key, or a list of keys"),
        ('[keys]\nexplorer.filter = "bogus"', "keys: explorer.filter: bogus is no key"),
        ('[keys]\nexplorer.filter = ""', "is no key"),
        ('[keys]\nexplorer.filter = "j"', "keys: explorer.filter: j is the key of lines.down already"),
        ('[keys]\napp.quit_anyhow = "q"', "could not be typed into a filter"),
        ('[columns]\nmount = ["id"]', "columns: there is no view mount; did you mean mounts?"),
        ('[columns]\nmounts = ["ids"]', "columns: mounts has no column ids; there are mount point, state"),
        ("[columns]\nmounts = 3", "columns: mounts needs a list of columns"),
        ('"\\u001b[31m" = 1', "\\x1b[31m: there is no such setting"),
    ],
)
def test_what_cannot_be_taken_is_a_sentence_and_the_default(text: str, trouble: str) -> None:
    settings, troubles = read(text)
    assert settings == Settings()
    assert len(troubles) == 1 and trouble in troubles[0]
    assert "\x1b" not in troubles[0]


def test_one_wrong_setting_leaves_the_others() -> None:
    settings, troubles = read('theme = "nord"\nrefresh = "often"\n[keys]\nexplorer.filter = "f2"')
    assert settings == Settings("nord", None, {"explorer.filter": "f2"}) and len(troubles) == 1


def test_two_keys_can_change_places() -> None:
    settings, troubles = read('[keys]\nexplorer.mark = "c"\nexplorer.compare = "m"')
    assert troubles == () and settings.keys == {"explorer.mark": "c", "explorer.compare": "m"}


@pytest.mark.parametrize("action", [action.id for action in ACTIONS])
def test_every_action_can_have_another_key(action: str) -> None:
    settings, troubles = read(f'[keys]\n{action} = "f12"')
    assert troubles == () and settings.keys == {action: "f12"}


def test_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = settings_path()
    assert path == tmp_path / "nsexplorer" / "config.toml"
    assert read_settings(path) == (Settings(), ()), "there need be none"
    path.parent.mkdir()
    path.write_text('theme = "nord"', encoding="utf-8")
    assert read_settings(path) == (Settings("nord"), ())
    path.write_bytes(b"theme = '\xff'")
    assert "cannot be read" in read_settings(path)[1][0]
    path.write_bytes(b"#" * (LIMIT + 1))
    assert "longer than any settings" in read_settings(path)[1][0]
    path.unlink()
    os.mkfifo(path)
    assert "no regular file" in read_settings(path)[1][0]
    path.unlink()
    path.mkdir()
    assert "no regular file" in read_settings(path)[1][0]
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    assert settings_path() == Path.home() / ".config" / "nsexplorer" / "config.toml"


def test_keys_theme_and_columns_do_what_was_set() -> None:
    text = 'theme = "textual-light"\n[keys]\nexplorer.filter = "f2"\napp.help = "f12"\n[columns]\nmounts = ["options", "id"]'
    settings, troubles = read(text)
    assert troubles == ()

    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        assert app.theme == "textual-light"
        screen = explorer_of(app)
        screen.namespaces.lines.move_to(HOST["mnt"])
        await press(app, pilot, "enter")
        header = next(line for line in text_of(app).splitlines() if "MOUNT POINT" in line)
        assert header.index("OPTIONS") < header.index(" ID") and "SOURCE" not in header
        assert " f2 filter" in text_of(app) and " f12 keys" in text_of(app)
        await press(app, pilot, "f12")
        assert isinstance(app.screen, HelpScreen)
        assert "Filter: rows by words" in text_of(app)
        await press(app, pilot, "escape", "slash")
        assert app.focused is screen.panel.lines, "the key it had is none any more"
        await press(app, pilot, "f2")
        assert app.focused is not screen.panel.lines

    explore(visit, size=LARGE, surroundings=Surroundings(settings=settings))


def test_troubles_are_told_at_the_start() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await pilot.pause(0.1)
        assert "refresh: -1 is no number" in " ".join(each.message for each in app._notifications)

    explore(visit, surroundings=Surroundings(troubles=("config.toml: refresh: -1 is no number of seconds",)))


def test_a_refresh_comes_by_itself() -> None:
    taken: list[float] = []

    def source() -> object:
        taken.append(1.0)
        return machine()

    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        for _ in range(100):
            await pilot.pause(0.1)
            if len(taken) > 2:
                return
        raise AssertionError("nobody looked again")

    explore(visit, source, surroundings=Surroundings(settings=Settings(refresh=0.5)))  # type: ignore[arg-type]


def test_the_columns_that_can_be_named_are_those_there_are() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        found = {"namespaces": screen.namespaces.lines._whole, "mounts": None}
        screen.namespaces.lines.move_to(HOST["mnt"])
        await press(app, pilot, "enter")
        found["mounts"] = screen.panel.lines._whole  # type: ignore[attr-defined]
        await press(app, pilot, "3")
        found["processes"] = screen.panel.lines._whole  # type: ignore[attr-defined]
        for view, table in found.items():
            assert table is not None
            assert {column.title.lower() for column in table.columns} == set(COLUMNS[view]), view

    explore(visit, size=LARGE)
