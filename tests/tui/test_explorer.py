"""The start screen: moving, going in and coming back, filters, refresh, pages."""

import asyncio
import threading
from dataclasses import replace

import pytest
from textual import events
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input

from nsexplorer.explain.errors import UnknownTarget
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.tui.app import Explorer
from nsexplorer.tui.rows.namespaces import GROUPINGS
from nsexplorer.tui.screens.about_snapshot import AboutSnapshot
from nsexplorer.tui.screens.help import HelpScreen
from nsexplorer.tui.surroundings import Surroundings
from tests.tui.explorer import LARGE, explore, explorer_of, press, row_of, settled, with_later
from tests.tui.machine import BLUE, HOST, HOST_MOUNTS, ORPHAN, WEB, WEB_ONLY, machine, mount, network
from tests.tui.screens import text_of


def test_the_panel_follows_the_cursor_of_the_tree() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        assert screen.panel.subject == HOST["user"]
        await press(app, pilot, "down", "j", "j")
        assert screen.namespaces.lines.cursor_key == screen.panel.subject == HOST["mnt"]
        await press(app, pilot, "k")
        assert screen.panel.subject == HOST["ipc"]
        await press(app, pilot, "end")
        assert screen.panel.subject == WEB["uts"]
        await press(app, pilot, "g")
        assert screen.panel.subject == HOST["user"]

    explore(visit)


def test_enter_opens_what_a_namespace_is_about_and_escape_comes_back() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        for subject, tab in (
            (WEB["mnt"], "mounts"),
            (WEB["pid"], "processes"),
            (WEB["user"], "ids"),
            (WEB["net"], "network"),
            (WEB["uts"], "facts"),
        ):
            screen.namespaces.lines.move_to(subject)
            await press(app, pilot, "enter")
            assert (screen.panel.subject, screen.panel.tab) == (subject, tab)
            assert screen.panel.lines.has_focus
            await press(app, pilot, "escape")
            assert screen.namespaces.lines.has_focus
            assert screen.namespaces.lines.cursor_key == subject

    explore(visit)


def test_a_trail_of_references_is_gone_back_the_way_it_came() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        screen.namespaces.lines.move_to(WEB["pid"])
        await press(app, pilot, "enter", "down", "enter")
        assert str(screen.panel.subject) == "1235" and screen.panel.tab == "facts"
        lines = screen.panel.lines
        lines.move_to(next(key for key in lines.table.keys if isinstance(key, tuple) and WEB["net"] in key[1]))
        followed = lines.cursor_key
        await press(app, pilot, "enter")
        assert screen.panel.subject == screen.namespaces.lines.cursor_key == WEB["net"]
        assert "▸ nginx 1235 Facts ▸ net:[4026532304] Facts" in text_of(app).splitlines()[0]
        await press(app, pilot, "escape")
        assert str(screen.panel.subject) == "1235" and row_of(app) == followed
        await press(app, pilot, "escape")
        assert (screen.panel.subject, screen.panel.tab, row_of(app)) == (WEB["pid"], "processes", 1235)
        await press(app, pilot, "escape")
        assert screen.namespaces.lines.has_focus
        assert screen.namespaces.lines.cursor_key == WEB["pid"]

    explore(visit, size=(120, 40))


def test_a_peer_in_another_namespace_leads_to_that_very_mount() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        screen.namespaces.lines.move_to(WEB["mnt"])
        await press(app, pilot, "enter")
        screen.panel.lines.move_to(304)
        await press(app, pilot, "enter")
        details = app.focused
        assert details is not None and details.id == "mount-facts"
        facts = screen.panel.stops[-1]
        facts.move_to(next(key for key in facts.table.keys if isinstance(key, tuple) and key[0] == "masters"))
        await press(app, pilot, "enter")
        assert (screen.panel.subject, screen.panel.tab, row_of(app)) == (HOST["mnt"], "mounts", 31)
        await press(app, pilot, "escape")
        assert (screen.panel.subject, row_of(app)) == (WEB["mnt"], 304)

    explore(visit)


def test_the_other_end_of_a_link_is_gone_to_and_come_back_from() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        screen.namespaces.lines.move_to(WEB["net"])
        await press(app, pilot, "enter")
        assert "10.88.0.5/16" in text_of(app) and "veth0 in the host" in text_of(app)
        screen.panel.lines.move_to(("link", 2))
        await press(app, pilot, "enter")
        assert (screen.panel.subject, screen.panel.tab, row_of(app)) == (HOST["net"], "network", ("link", 5))
        await press(app, pilot, "escape")
        assert (screen.panel.subject, screen.panel.tab, row_of(app)) == (WEB["net"], "network", ("link", 2))
        await press(app, pilot, "slash", *"blackhole", "enter")
        assert "10.99.0.0/16" in text_of(app) and "eth0" not in text_of(app)

    explore(visit, size=LARGE, surroundings=Surroundings(network=network))


def test_a_network_that_cannot_be_read_is_a_sentence_in_its_pane() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        explorer_of(app).namespaces.lines.move_to(BLUE)
        await press(app, pilot, "enter")
        assert "It could not be read: entering it was refused." in text_of(app)

    explore(visit, surroundings=Surroundings(network=network))


def test_a_saved_snapshot_says_that_it_has_no_network() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await press(app, pilot, "5", "tab")
        assert "A saved snapshot does not have it" in text_of(app)

    explore(visit, surroundings=Surroundings(saved="web1.json"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("typ:net", "typ: is no field of a namespace; there are type:, user:, container:. Did you mean type:?"),
        ("type:nett", "nett is no type of namespace"),
        ("user:nobody", "No user is known here as nobody"),
        ("container:db", "No container here is called db."),
        ("pined", "No namespace here has pined in its names. Did you mean pinned?"),
        ("noproc container:web", "No namespace fits all of this filter."),
    ],
)
def test_a_word_that_fits_nothing_says_so(text: str, sentence: str) -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await press(app, pilot, "slash")
        app.screen.query_one(Input).value = text
        await settled(app, pilot)
        assert str(explorer_of(app).namespaces.sentence.render()).startswith(sentence)

    explore(visit)


def test_tab_goes_round_the_tables_and_digits_open_tabs() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        await press(app, pilot, "2", "tab")
        assert app.focused is not None and app.focused.id == "mount-lines"
        await press(app, pilot, "tab")
        assert app.focused.id == "mount-facts"
        await press(app, pilot, "tab")
        assert screen.namespaces.lines.has_focus
        await press(app, pilot, "shift+tab")
        assert app.focused.id == "mount-facts"
        await press(app, pilot, "escape")
        assert app.focused.id == "mount-lines"
        for key, tab in (("1", "facts"), ("3", "processes"), ("4", "ids"), ("5", "network"), ("2", "mounts")):
            await press(app, pilot, key)
            assert screen.panel.tab == tab
            assert screen.panel.lines.has_focus

    explore(visit)


def test_one_key_goes_through_the_groupings_and_keeps_the_cursor() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        screen.namespaces.lines.move_to(WEB["net"])
        seen = []
        for _ in GROUPINGS:
            await press(app, pilot, "t")
            seen.append(screen.namespaces.grouping)
            assert f"Namespaces by {seen[-1]}" in text_of(app)
            assert screen.namespaces.lines.cursor_key == WEB["net"]
            shown = [key for key in screen.namespaces.lines.table.keys if isinstance(key, str)]
            assert set(shown) == set(machine().namespaces)
        assert seen == [*GROUPINGS[1:], GROUPINGS[0]]

    explore(visit)


def test_a_container_of_the_container_grouping_leads_to_its_first_process() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await press(app, pilot, "t", "t", "t", "home", "enter")
        assert explorer_of(app).panel.subject == 1234

    explore(visit)


def test_rows_fold_and_unfold_and_left_goes_up_and_out() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        lines = explorer_of(app).namespaces.lines
        whole = len(lines.table.keys)
        lines.move_to(WEB["net"])
        await press(app, pilot, "left")
        assert lines.cursor_key == WEB["user"]
        await press(app, pilot, "h")
        assert len(lines.table.keys) == whole - 6
        await press(app, pilot, "r")
        assert len(lines.table.keys) == whole - 6
        await press(app, pilot, "l")
        assert len(lines.table.keys) == whole
        await press(app, pilot, "2", "tab", "left", "left")
        assert lines.has_focus

    explore(visit)


def test_a_filter_leaves_what_fits_and_escape_drops_it() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        await press(app, pilot, "slash", *"noproc")
        assert [key for key in screen.namespaces.lines.table.keys if key in (BLUE, ORPHAN)] == [ORPHAN, BLUE]
        assert "2 of 19" in text_of(app)
        assert screen.panel.subject == ORPHAN
        await press(app, pilot, "enter")
        assert screen.namespaces.lines.has_focus
        assert "/noproc: 2 of 19" in text_of(app)
        await press(app, pilot, "escape")
        assert len(screen.namespaces.lines.table.keys) == 19

    explore(visit)


def test_what_is_typed_at_once_is_all_in_the_filter() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        for key, character in (("slash", "/"), ("f", "f"), ("colon", ":"), ("q", "q"), ("enter", None)):
            app.post_message(events.Key(key, character))
        await settled(app, pilot)
        assert app.is_running
        assert explorer_of(app).namespaces.filter_text == "f:q"
        assert explorer_of(app).namespaces.lines.has_focus

    explore(visit)


def test_letters_of_a_filter_are_no_keys() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await press(app, pilot, "slash", "q", "question_mark", "r", "colon", "j", "1")
        assert explorer_of(app).namespaces.filter_text == "q?r:j1"
        assert "No namespace here has q?r:j1" in text_of(app)
        await press(app, pilot, "escape")
        assert explorer_of(app).namespaces.filter_text == ""
        assert explorer_of(app).namespaces.lines.has_focus

    explore(visit)


def test_a_filter_over_mounts() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        screen.namespaces.lines.move_to(HOST["mnt"])
        await press(app, pilot, "enter", "f")
        filters = {"fs:nsfs": [30], "hidden": [31], "deleted": [33], "prop:unbindable": [38], "DATA !cover": [31], "no such": []}
        for text, ids in filters.items():
            await press(app, pilot, "slash")
            app.screen.query_one(Input).value = text
            await press(app, pilot, "enter")
            assert list(screen.panel.lines.table.keys) == ids
            assert f"/{text}: {len(ids)} of {len(HOST_MOUNTS)}" in text_of(app)
        await press(app, pilot, "escape")
        assert len(screen.panel.lines.table.keys) == len(HOST_MOUNTS)

    explore(visit, size=LARGE)


def test_pseudo_file_systems_are_one_line_and_one_key_away() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        screen.namespaces.lines.move_to(HOST["mnt"])
        await press(app, pilot, "enter")
        lines = screen.panel.lines
        folded = list(lines.table.keys)
        assert folded[-1] == "pseudo" and len(folded) < len(HOST_MOUNTS)
        assert {mount.id for mount in HOST_MOUNTS if mount.fstype == "proc"}.isdisjoint(folded)
        await press(app, pilot, "f")
        assert len(lines.table.keys) == len(HOST_MOUNTS)
        await press(app, pilot, "f", "end")
        assert list(lines.table.keys) == folded
        assert "hold nobody's files" in text_of(app) and "/proc" in text_of(app)
        await press(app, pilot, "enter")
        assert len(lines.table.keys) == len(HOST_MOUNTS)

    explore(visit, size=LARGE)


@pytest.mark.parametrize(
    ("path", "target"), [("/srv/data/some/file", "/srv/data"), ("/sys/kernel", "/sys"), ("/no/such", "/"), ("home/", "/home")]
)
def test_a_path_leads_to_its_mount(path: str, target: str) -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        screen.namespaces.lines.move_to(HOST["mnt"])
        await press(app, pilot, "enter", "p")
        app.screen.query_one(Input).value = path
        await press(app, pilot, "enter")
        found = next(mount for mount in HOST_MOUNTS if mount.id == row_of(app))
        assert found.target == target and screen.panel._mounts.selected is not None and screen.panel._mounts.selected.visible

    explore(visit)


def test_mounts_as_a_list_are_in_the_kernels_order() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        screen.namespaces.lines.move_to(HOST["mnt"])
        await press(app, pilot, "enter", "f", "end", "t")
        assert list(screen.panel.lines.table.keys) == [each.id for each in HOST_MOUNTS]
        assert row_of(app) == 39
        await press(app, pilot, "t")
        assert "└─ /home" in text_of(app)
        assert row_of(app) == 39

    explore(visit)


def _with_more_mounts_before(snapshot: Snapshot) -> Snapshot:
    """The host's table with 300 further mounts before the last ones, and the container gone."""
    table = snapshot.tables[0]
    more = tuple(mount(1000 + number, 22, f"/mnt/more-{number:03d}") for number in range(300))
    tables = (replace(table, mounts=(*table.mounts[:5], *more, *table.mounts[5:])), *snapshot.tables[1:])
    namespaces = {key: value for key, value in snapshot.namespaces.items() if key != WEB["ipc"]}
    return replace(snapshot, tables=tables, namespaces=namespaces)


def test_a_refresh_keeps_cursor_and_scroll_by_key() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        screen.namespaces.lines.move_to(HOST["mnt"])
        await press(app, pilot, "enter", "f", "t", "end", "up")
        lines = screen.panel.lines
        offset = lines.cursor_place - lines.scroll_offset.y
        assert row_of(app) == 38
        await press(app, pilot, "r")
        assert len(lines.table.keys) == len(HOST_MOUNTS) + 300
        assert row_of(app) == 38
        assert lines.cursor_place - lines.scroll_offset.y == offset
        assert screen.namespaces.lines.cursor_key == HOST["mnt"]

    explore(visit, with_later(_with_more_mounts_before))


def test_what_is_gone_says_so() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        screen.namespaces.lines.move_to(WEB["ipc"])
        await press(app, pilot, "enter", "r")
        assert f"{WEB['ipc']} is gone" in text_of(app)
        assert "no namespace ipc:[4026532302] was found" in text_of(app)
        await press(app, pilot, "escape")
        assert screen.namespaces.lines.has_focus

    explore(visit, with_later(_with_more_mounts_before), size=LARGE)


def test_help_lists_the_keys_that_apply_and_closes() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await press(app, pilot, "question_mark")
        assert isinstance(app.screen, HelpScreen)
        page = text_of(app)
        assert "Group by ..." in page and "Tree or list" not in page
        await press(app, pilot, "escape")
        assert app.screen_stack[-1] is explorer_of(app)
        await press(app, pilot, "2", "tab", "f1")
        page = text_of(app)
        assert "Tree or list" in page and "Group by ..." not in page

    explore(visit, size=LARGE)


def test_the_page_about_the_snapshot() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await press(app, pilot, "i")
        assert isinstance(app.screen, AboutSnapshot)
        assert "CAP_SYS_PTRACE" in text_of(app) and "nothing is missing" in text_of(app)
        await press(app, pilot, "escape")
        assert app.screen_stack[-1] is explorer_of(app)

    explore(visit)


async def _run_in_palette(app: Explorer, pilot: Pilot[int], words: str) -> None:
    await press(app, pilot, "colon")
    assert isinstance(app.screen, CommandPalette)
    for letter in words:
        await pilot.press("space" if letter == " " else letter)
    for _ in range(100):
        await pilot.pause(0.02)
        if f" {words}" in text_of(app).lower().replace("🔎", "", 1)[80:]:
            break
    await pilot.pause(0.3)
    await pilot.press("enter")
    await settled(app, pilot)


def test_the_palette_goes_to_places_and_carries_out_actions() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        await _run_in_palette(app, pilot, "netns:blue")
        assert str(screen.panel.subject) == BLUE
        await _run_in_palette(app, pilot, "1234")
        assert str(screen.panel.subject) == "1234"
        await _run_in_palette(app, pilot, "about this")
        assert isinstance(app.screen, AboutSnapshot)

    explore(visit)


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
def test_quit_is_at_once_with_status_0(key: str) -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await pilot.press(key)
        await pilot.pause()
        assert not app.is_running

    app = explore(visit)
    assert app.return_value == 0
    assert app.return_code == 0


def test_ctrl_q_quits_while_a_filter_is_typed() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await pilot.press("slash", "a", "ctrl+q")
        await pilot.pause()
        assert not app.is_running

    assert explore(visit).return_value == 0


@pytest.mark.parametrize(
    ("target", "subject"),
    [("container:web", 1234), ("4026532400", BLUE), ("netns:blue", BLUE), ("420", 420), ("host", HOST["mnt"]), (WEB["mnt"], WEB["mnt"])],
)
def test_it_opens_at_a_target(target: str, subject: object) -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        assert explorer_of(app).panel.subject == subject
        assert explorer_of(app).panel.lines.has_focus

    explore(visit, target=target)


def test_an_unknown_target_ends_it_with_the_reason() -> None:
    app = Explorer(machine, "container:none")

    async def run() -> None:
        async with app.run_test() as pilot:
            for _ in range(100):
                await pilot.pause(0.01)
                if not app.is_running:
                    return

    asyncio.run(run())
    assert isinstance(app.refused, UnknownTarget)


def test_a_failing_look_is_a_sentence_and_the_keys_keep_working() -> None:
    taken: list[Snapshot] = []

    def source() -> Snapshot:
        if taken:
            raise OSError("too many open files")
        taken.append(machine())
        return taken[0]

    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await press(app, pilot, "r")
        assert "could not be looked at: too many open files" in text_of(app)
        await press(app, pilot, "down")
        assert explorer_of(app).panel.subject == HOST["cgroup"]

    explore(visit, source)


def test_a_look_that_hangs_keeps_no_key_from_working_and_nobody_from_leaving() -> None:
    ended = threading.Event()
    taken: list[Snapshot] = []

    def source() -> Snapshot:
        if taken:
            ended.wait(60)
        taken.append(machine())
        return taken[-1]

    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await pilot.press("r", "down", "down")
        await pilot.pause(0.3)
        assert app.looking
        assert "looking ..." in text_of(app)
        assert explorer_of(app).panel.subject == HOST["ipc"]
        await pilot.press("q")
        await pilot.pause()
        assert not app.is_running

    app = explore(visit, source)
    assert app.return_value == 0
    assert not ended.is_set() and len(taken) == 1
    ended.set()


def test_a_slow_look_says_how_far_it_is_and_can_be_stopped() -> None:
    end = threading.Event()

    def source() -> Snapshot:
        assert end.wait(60)
        return machine()

    async def visit() -> None:
        app = Explorer(source, surroundings=Surroundings(stage=lambda: "mount tables, 8 of 18"))
        async with app.run_test(size=LARGE) as pilot:
            for _ in range(200):
                await pilot.pause(0.05)
                if "Looking at the machine: mount tables, 8 of 18" in text_of(app):
                    break
            assert "esc stops it" in text_of(app)
            app.post_message(events.Key("escape", None))
            for _ in range(200):
                await pilot.pause(0.02)
                if "the look was stopped" in text_of(app):
                    break
            assert not app.looking and "r looks again" in text_of(app)
            app.post_message(events.Key("r", "r"))
            await pilot.pause(0.1)
            assert "still waits for the kernel" in text_of(app)
            end.set()
            await pilot.pause(0.3)
            assert app.snapshot is None, "what was stopped is not shown"
            app.post_message(events.Key("r", "r"))
            for _ in range(200):
                await pilot.pause(0.02)
                if app.snapshot is not None:
                    break
            assert app.snapshot is not None

    asyncio.run(visit())


def test_a_click_moves_and_a_second_one_goes_in() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        place = screen.namespaces.lines.place_of(WEB["net"])
        assert place is not None
        await pilot.click(screen.namespaces.lines, offset=(20, place + 1))
        await settled(app, pilot)
        assert screen.panel.subject == WEB["net"]
        await pilot.click(screen.namespaces.lines, offset=(20, place + 1))
        await settled(app, pilot)
        assert screen.panel.lines.has_focus

    explore(visit, size=LARGE)


def test_a_click_on_a_tab_and_on_a_key_hint() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        lines = text_of(app).splitlines()
        await pilot.click(offset=(lines[2].index("3 Proc"), 2))
        await settled(app, pilot)
        assert explorer_of(app).panel.tab == "processes"
        hints = text_of(app).splitlines()[-1]
        await pilot.click(offset=(hints.index("? keys"), 23))
        await settled(app, pilot)
        assert isinstance(app.screen, HelpScreen)

    explore(visit, size=(80, 24))


def test_the_panel_alone_or_beside_the_tree() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        assert screen.namespaces.display
        await press(app, pilot, "tab")
        assert not screen.namespaces.display
        await press(app, pilot, "w")
        assert screen.namespaces.display
        await press(app, pilot, "w")
        assert not screen.namespaces.display
        await press(app, pilot, "escape")
        assert screen.namespaces.display

    explore(visit)


def test_users_are_called_by_their_names() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await press(app, pilot, "slash")
        app.screen.query_one(Input).value = "user:webmaster"
        await press(app, pilot, "enter")
        assert set(explorer_of(app).namespaces.sheet.fitting or ()) == WEB_ONLY
        await press(app, pilot, "escape", "home", "3")
        assert "alice" in text_of(app)

    names = {0: "root", 1000: "alice", 100000: "webmaster"}
    ids = {name: uid for uid, name in names.items()}
    explore(visit, surroundings=Surroundings(user=lambda uid: names.get(uid, str(uid)), user_id=ids.get), size=LARGE)
