"""What people read on a terminal: every mark is in words, and no name can do harm."""

from nsexplorer.api import listing, mounts, show
from nsexplorer.explain.facts import NamespaceFacts, ProcessFacts
from nsexplorer.explain.mounts import MountRow
from nsexplorer.explain.tree import by_owner
from nsexplorer.text.colors import plain
from nsexplorer.text.glyphs import ASCII, UNICODE
from nsexplorer.text.medium import Medium
from nsexplorer.text.plain.ls import namespace_list, namespace_tree
from nsexplorer.text.plain.mounts import heading, mount_list, mount_tree
from nsexplorer.text.plain.show_namespace import namespace_page
from nsexplorer.text.plain.show_process import process_page
from tests.explain.literals import mount
from tests.text.machine import BLUE, UDEV_MNT, WEB_MNT, WEB_USER, machine

PIPE = Medium(None, UNICODE, plain)
SHOWN = "evil\\x1b[31m\\n\\u202e\\xff"


def user(uid: int) -> str:
    return {0: "root", 1000: "alice"}.get(uid, str(uid))


def words(lines: list[str], start: str) -> list[str]:
    """The columns of the one line that starts so."""
    (line,) = [line for line in lines if line.lstrip("├└│─ ").startswith(start)]
    return [column.strip() for column in line.split("  ") if column.strip()]


def test_namespaces_as_a_list() -> None:
    snapshot = machine()
    lines = list(namespace_list(snapshot, listing(snapshot), user, PIPE))
    assert words(lines, "NAMESPACE") == ["NAMESPACE", "TYPE", "PROCS", "PID", "USER", "NAME", "ALSO KEPT BY"]
    assert words(lines, BLUE) == [BLUE, "net", "0", "-", "?", "netns:blue", "bind /run/netns/blue, socket 8 of 1, thread 2 of 1"]
    assert words(lines, WEB_MNT) == [WEB_MNT, "mnt", "1", "1234", "alice", "container:web"]
    assert words(lines, UDEV_MNT) == [UDEV_MNT, "mnt", "1", "300", "root", "unit:udevd.service", "fd 9 of 1"]
    assert words(lines, "user:[4026531837]")[-2:] == ["host", f"parent of {WEB_USER}"]


def test_namespaces_as_a_tree() -> None:
    snapshot = machine()
    lines = list(namespace_tree(snapshot, by_owner(snapshot), user, Medium(None, ASCII, plain)))
    assert [line.split("  ")[0] for line in lines[1:2]] == ["user:[4026531837]"]
    below = lines.index(next(line for line in lines if WEB_USER in line and "- user" in line))
    assert lines[below + 1].lstrip("|` ").startswith("- " + WEB_MNT)
    assert len(lines) == 1 + len(snapshot.namespaces)


def test_mounts_as_a_tree() -> None:
    lines = list(mount_tree(mounts(machine(), "1").rows, PIPE))
    assert words(lines, "/ ") == ["/", "1", "ext4", "/dev/vda1", "shared:1", "rw,relatime"]
    assert words(lines, "/run")[3] == f"nsfs[{BLUE}]"
    (hidden,) = [line for line in lines if line.startswith("├─ /srv ")]
    assert SHOWN in hidden and "overmounted by 4, read-only" in hidden and "ro,nosuid,size=4k" in hidden
    (cover,) = [line for line in lines if line.startswith("│  ├─ /srv ")]
    assert "shared:7 master:2 propagate_from:1" in cover
    (deleted,) = [line for line in lines if line.startswith("│  └─ /srv/evil")]
    assert "none[/old]" in deleted and "covered by 4, source deleted" in deleted
    assert words(lines, "/mnt")[-3:] == ["unbindable", "file system read-only", "rw,relatime"]
    assert words(lines, "/image")[-3:] == ["private", "2 lower, upper /u", "rw,relatime"]
    assert words(lines, "/home")[-2:] == ["idmapped", "rw,idmapped"]
    assert all(line.isprintable() for line in lines)


def test_mounts_say_from_where_they_are_seen() -> None:
    assert heading(mounts(machine(), "1234")) == f"{WEB_MNT} as process 1234 sees it"
    assert heading(mounts(machine(), WEB_MNT)) == f"{WEB_MNT} as someone who joins it sees it"


def test_mounts_as_a_list_keep_the_order_given() -> None:
    rows = mounts(machine(), "1").rows
    numbers = [line.split("  ") for line in mount_list(rows, PIPE)]
    assert [[word for word in line if word.strip()][1].strip() for line in numbers] == ["ID", "1", "2", "3", "4", "5", "6", "7", "8"]


def test_a_process() -> None:
    answer = show(machine(), "1234")
    assert isinstance(answer, ProcessFacts)
    lines = list(process_page(answer, user, PIPE))
    assert lines[0] == "Process 1234 (nginx) has mnt and user namespaces other than the host's."
    assert f"nginx -g {SHOWN}" in lines[1]
    text = "\n".join(lines)
    for fact in (
        "alice (uid 1000)",
        "pid inside",
        "effective: cap_chown",
        "permitted: cap_chown cap_dac_override",
        "bounding: all",
        "gids               real 1000, effective 0, saved 0, file system 0",
        "web (podman)",
        "known by its control group",
        "seccomp            filter",
        f"mnt     {WEB_MNT}",
        "net     net:[4026531833]     host",
        "nsexplorer mounts 1234",
    ):
        assert fact in text, fact
    assert all(line.isprintable() for line in lines)


def test_a_zombie_has_nothing_to_be_asked_for() -> None:
    answer = show(machine(), "1300")
    assert isinstance(answer, ProcessFacts)
    lines = list(process_page(answer, user, PIPE))
    assert lines[0] == f"Process 1300 ({SHOWN}) has ended and waits for its parent."


def test_a_process_whose_threads_are_elsewhere() -> None:
    answer = show(machine(), "1")
    assert isinstance(answer, ProcessFacts)
    lines = list(process_page(answer, user, PIPE))
    assert lines[0] == "Process 1 (init) is in the host's namespaces."
    assert lines[lines.index("threads in other namespaces") + 1] == f"  2  {BLUE}"


def test_namespaces_one_by_one() -> None:
    pages = {}
    for identifier in (BLUE, WEB_USER, UDEV_MNT):
        answer = show(machine(), identifier)
        assert isinstance(answer, NamespaceFacts)
        pages[identifier] = list(namespace_page(answer, user, PIPE))
    assert pages[BLUE][0] == f"{BLUE} is a network namespace, netns:blue, without any process."
    assert "  bound at /run/netns/blue in mnt:[4026531832]" in pages[BLUE]
    assert "  not readable  nsid: this kernel has none to give" in pages[BLUE]
    web = "\n".join(pages[WEB_USER])
    for fact in (
        "0 inside are 1000 here",
        "1-65536 inside are 100000-165535 here",
        "alice (uid 1000)",
        f"{WEB_MNT} container:web",
        "1234  1",
    ):
        assert fact in web, fact
    udev = "\n".join(pages[UDEV_MNT])
    assert "PrivateMounts=yes gives a mount namespace (/lib/systemd/system/udevd.service, line 31)" in udev
    assert "not read: /etc/x.conf: not permitted" in udev
    assert "nsexplorer mounts 'mnt:[4026532201]'" in udev


def test_each_mount_is_drawn_once_whatever_its_parent() -> None:
    pairs = ((1, 0), (1, 3), (3, 1), (7, 8), (8, 7), (9, 9))
    rows = [MountRow(mount(number, parent, f"/{place}"), f"/{place}", True, None, None, ()) for place, (number, parent) in enumerate(pairs)]
    lines = list(mount_tree(rows, PIPE))
    assert sorted(line.lstrip("├└│─ ").split()[0] for line in lines[1:]) == ["/0", "/1", "/2", "/3", "/4", "/5"]
