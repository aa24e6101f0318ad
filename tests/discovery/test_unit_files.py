"""Unit files: found, merged and read as systemd does it, and what their lines give."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.discovery.unit_files import SYSTEM_DIRECTORIES, parse, read_unit, user_directories
from nsexplorer.discovery.unit_options import LISTS, NAMED, OLD_NAMES, SWITCHES, Line, options_for, options_of
from tests.explain.literals import mount, table

ETC, RUN, LIB = "/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system"
SYSTEM = "0::/system.slice/x.service\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path


def write(root: Path, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        path = root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def service(*lines: str) -> str:
    return "\n".join(["[Service]", *lines, ""])


def read(root: Path, name: str = "x.service") -> list[tuple[str, str, str, int]]:
    reading = read_unit(name, SYSTEM, None, str(root))
    assert reading.unread == ()
    return [(option.option, option.value, option.path, option.line) for option in reading.options]


def given_lines(*lines: str) -> list[str]:
    """What a service's lines give, as NAME=VALUE."""
    return [f"{option.option}={option.value}" for option in options_of(list(parse(service(*lines).encode(), "/x.service")), "Service")]


# Which files


def test_the_file_in_etc_counts_before_that_in_lib(root: Path) -> None:
    write(root, {f"{LIB}/x.service": service("PrivateTmp=yes"), f"{ETC}/x.service": service("PrivateDevices=yes")})
    assert read(root) == [("PrivateDevices", "yes", f"{ETC}/x.service", 2)]


def test_drop_ins_of_all_directories_are_read_by_name_after_the_unit(root: Path) -> None:
    write(
        root,
        {
            f"{LIB}/x.service": service("PrivateTmp=yes", "ProtectHome=yes"),
            f"{ETC}/x.service.d/20.conf": service("PrivateTmp=no"),
            f"{RUN}/x.service.d/30.conf": service("ProtectHome=tmpfs"),
            f"{LIB}/x.service.d/10.conf": service("PrivateTmp=yes", "PrivateDevices=yes"),
            f"{LIB}/x.service.d/notes.txt": service("PrivateUsers=yes"),
        },
    )
    assert read(root) == [
        ("PrivateDevices", "yes", f"{LIB}/x.service.d/10.conf", 3),
        ("ProtectHome", "tmpfs", f"{RUN}/x.service.d/30.conf", 2),
    ]


def test_a_drop_in_hides_the_one_of_its_name_that_counts_less(root: Path) -> None:
    write(
        root,
        {
            f"{LIB}/x.service": service(),
            f"{LIB}/x.service.d/10.conf": service("PrivateTmp=yes"),
            f"{ETC}/x.service.d/10.conf": service("PrivateDevices=yes"),
            f"{ETC}/service.d/20.conf": service("ProtectHome=yes"),
            f"{LIB}/x.service.d/20.conf": service("ProtectSystem=full"),
            f"{ETC}/service.d/30.conf": service("PrivateIPC=yes"),
        },
    )
    assert [option[0] for option in read(root)] == ["PrivateDevices", "ProtectSystem", "PrivateIPC"]


def test_a_link_to_dev_null_masks_a_drop_in_and_a_unit(root: Path) -> None:
    write(root, {f"{LIB}/x.service": service("ProtectHome=yes"), f"{LIB}/x.service.d/10.conf": service("PrivateTmp=yes")})
    (root / "etc/systemd/system/x.service.d").mkdir(parents=True)
    (root / "etc/systemd/system/x.service.d/10.conf").symlink_to("/dev/null")
    assert [option[0] for option in read(root)] == ["ProtectHome"]
    (root / "etc/systemd/system/x.service").symlink_to("/dev/null")
    write(root, {f"{ETC}/x.service.d/20.conf": service("PrivateIPC=yes")})
    assert read(root) == []


def test_an_instance_is_made_from_its_template(root: Path) -> None:
    write(
        root,
        {
            f"{LIB}/foo@.service": service("BindPaths=/srv/%i:/data"),
            f"{ETC}/foo@.service.d/10.conf": service("PrivateTmp=yes"),
            f"{ETC}/foo@bar.service.d/20.conf": service("PrivateDevices=yes"),
            f"{ETC}/foo@other.service.d/20.conf": service("PrivateUsers=yes"),
        },
    )
    assert [option[0] for option in read(root, "foo@bar.service")] == ["BindPaths", "PrivateTmp", "PrivateDevices"]
    write(root, {f"{LIB}/foo@bar.service": service("ProtectHome=yes")})
    assert [option[0] for option in read(root, "foo@bar.service")] == ["ProtectHome", "PrivateTmp", "PrivateDevices"]


def test_units_share_drop_ins_by_the_dashes_in_their_names(root: Path) -> None:
    write(
        root,
        {
            f"{LIB}/foo-bar-baz.service": service(),
            f"{ETC}/foo-.service.d/10.conf": service("PrivateTmp=yes"),
            f"{ETC}/foo-bar-.service.d/10.conf": service("PrivateDevices=yes"),
            f"{ETC}/foo-.service.d/20.conf": service("ProtectHome=yes"),
            f"{ETC}/foo-bar.service.d/30.conf": service("PrivateUsers=yes"),
        },
    )
    assert [option[0] for option in read(root, "foo-bar-baz.service")] == ["PrivateDevices", "ProtectHome"]


def test_a_link_within_the_root_is_followed(root: Path) -> None:
    write(root, {f"{LIB}/y.service": service("PrivateTmp=yes")})
    (root / "etc/systemd/system").mkdir(parents=True)
    (root / "etc/systemd/system/x.service").symlink_to(f"{LIB}/y.service")
    assert read(root) == [("PrivateTmp", "yes", f"{ETC}/x.service", 2)]


def test_a_unit_without_files(root: Path) -> None:
    assert read(root) == []


def test_a_fifo_and_a_loop_of_links_are_no_unit_files(root: Path) -> None:
    write(root, {f"{LIB}/x.service": service("PrivateTmp=yes")})
    (root / "etc/systemd/system").mkdir(parents=True)
    os.mkfifo(root / "etc/systemd/system/x.service")
    assert [option[0] for option in read(root)] == ["PrivateTmp"]
    (root / "run/systemd/system").mkdir(parents=True)
    (root / "run/systemd/system/y.service").symlink_to("y.service")
    reading = read_unit("y.service", SYSTEM, None, str(root))
    assert reading.options == ()
    assert reading.unread == (f"{RUN}/y.service: too many levels of symbolic links",)


def test_a_users_own_service_manager_reads_other_files(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nsexplorer.discovery.unit_files._own_directories", lambda user: ("/home/ann", f"/run/user/{user}"))
    write(
        root,
        {
            f"{ETC}/x.service": service("PrivateTmp=yes"),
            "/etc/systemd/user/x.service": service("PrivateIPC=yes"),
            "/home/ann/.config/systemd/user/x.service": service("PrivateUsers=yes"),
            "/run/user/1000/systemd/user.control/x.service.d/50.conf": service("ProtectHome=yes"),
        },
    )
    group = "0::/user.slice/user-1000.slice/user@1000.service/app.slice/x.service\n"
    here = table("mnt:[1]", [mount(1, 0, "/", fstype="ext4")])
    reading = read_unit("x.service", group, here, str(root))
    assert reading.unread == ()
    assert [option.option for option in reading.options] == ["PrivateUsers", "ProtectHome"]


def test_nothing_of_a_users_is_opened_that_could_wait_for_a_server(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nsexplorer.discovery.unit_files._own_directories", lambda user: ("/home/ann", f"/run/user/{user}"))
    write(root, {"/etc/systemd/user/x.service": service("PrivateIPC=yes"), "/home/ann/.config/systemd/user/x.service": service()})
    group = "0::/user.slice/user-1000.slice/user@1000.service/app.slice/x.service\n"
    here = table("mnt:[1]", [mount(1, 0, "/", fstype="ext4"), mount(2, 1, f"{root}/home", fstype="nfs4")])
    reading = read_unit("x.service", group, here, str(root))
    assert [option.option for option in reading.options] == ["PrivateIPC"]
    assert f"/home/ann/.config/systemd/user/x.service: not opened, as nfs4 is mounted at {root}/home" in reading.unread


# Which lines


def test_continued_lines_comments_and_sections() -> None:
    text = (
        b"\xef\xbb\xbf# PrivateTmp=yes\n[Unit]\nPrivateTmp=yes\n[Service]\n ; no\n"
        b"BindPaths = /a \\\n# between\n  /b\\\\\\\n/c  \r\nx\n[Install]\nA=\\"
    )
    assert list(parse(text, "/f")) == [
        Line("Unit", "PrivateTmp", "yes", "/f", 3),
        Line("Service", "BindPaths", "/a  /b\\\\ /c", "/f", 6),
        Line("Install", "A", "", "/f", 12),
    ]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    lines = list(parse(data, "/f"))
    assert all(line.number >= 1 for line in lines)
    assert options_of(lines, "Service") is not None


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*SWITCHES, *NAMED, *LISTS, *OLD_NAMES, "Other"]), st.sampled_from(["", "yes", "no", "/", "full", "x:ro"])
        )
    )
)
def test_any_lines_give_options_that_stand_in_them(pairs: list[tuple[str, str]]) -> None:
    lines = [Line("Service", option, value, "/f", number) for number, (option, value) in enumerate(pairs, 1)]
    found = options_of(lines, "Service")
    assert [option.line for option in found] == sorted(option.line for option in found)
    assert all((option.option, option.value) == pairs[option.line - 1] and option.value for option in found)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["PrivateTmp=yes", "PrivateTmp=no"], []),
        (["PrivateTmp=no", "PrivateTmp=1"], ["PrivateTmp=1"]),
        (["PrivateTmp=TRUE"], ["PrivateTmp=TRUE"]),
        (["PrivateTmp=on", "PrivateTmp="], ["PrivateTmp=on"]),
        (["PrivateTmp=on", "PrivateTmp=perhaps"], ["PrivateTmp=on"]),
        (["PrivateTmp=disconnected"], ["PrivateTmp=disconnected"]),
        (["BindPaths=/a", "BindPaths=/b:/c"], ["BindPaths=/a", "BindPaths=/b:/c"]),
        (["BindPaths=/a", "BindPaths=", "BindPaths=/b"], ["BindPaths=/b"]),
        (["ReadOnlyDirectories=/a", "ReadOnlyPaths=", "ReadOnlyPaths=/b"], ["ReadOnlyPaths=/b"]),
        (["ReadOnlyDirectories=/a"], ["ReadOnlyDirectories=/a"]),
        (["ProtectProc=default", "ProcSubset=all"], []),
        (["ProtectProc=invisible", "ProcSubset=pid"], ["ProtectProc=invisible", "ProcSubset=pid"]),
        (["ProtectHostname=private:box"], ["ProtectHostname=private:box"]),
        (["MountFlags=shared"], []),
        (["MountFlags=slave"], ["MountFlags=slave"]),
        (["NetworkNamespacePath=/run/netns/a", "NetworkNamespacePath="], []),
        (["RootDirectory=/srv/box"], ["RootDirectory=/srv/box"]),
        (["RootDirectory=/"], []),
        (["RootDirectory=/srv/box", "MountAPIVFS=no"], []),
        (["MountAPIVFS=yes"], []),
        (["MountAPIVFS=yes", "RootImage=/box.raw"], ["MountAPIVFS=yes", "RootImage=/box.raw"]),
        (["StateDirectory=x", "RuntimeDirectory=x"], []),
        (["StateDirectory=x", "RuntimeDirectory=x", "DynamicUser=yes"], ["StateDirectory=x", "DynamicUser=yes"]),
        (["RuntimeDirectory=x", "RootDirectory=/b"], ["RuntimeDirectory=x", "RootDirectory=/b"]),
        (["ConfigurationDirectory=x:y:ro"], ["ConfigurationDirectory=x:y:ro"]),
        (["NoNewPrivileges=yes", "ExecStart=/bin/true", "SystemCallFilter=@mount"], []),
    ],
)
def test_what_holds(lines: list[str], expected: list[str]) -> None:
    assert given_lines(*lines) == expected


def test_joins_namespace_of_stands_in_the_unit_section_and_needs_something_of_ones_own() -> None:
    def found(*own: str) -> list[str]:
        text = "\n".join(["[Unit]", "JoinsNamespaceOf=b.service", "[Service]", *own, "JoinsNamespaceOf=c.service"])
        return [option.value for option in options_of(list(parse(text.encode(), "/f")), "Service") if option.option == "JoinsNamespaceOf"]

    assert found() == []
    assert found("PrivateNetwork=yes") == ["b.service"]


def test_options_for_a_type() -> None:
    lines = [
        "PrivateTmp=yes",
        "PrivateNetwork=yes",
        "PrivateUsers=yes",
        "PrivateIPC=yes",
        "ProtectHostname=yes",
        "ProtectControlGroups=strict",
    ]
    options = options_of(list(parse(service(*lines).encode(), "/f")), "Service")
    by_type = {
        kind: [option.option for option in options_for(kind, options)] for kind in ("mnt", "net", "user", "ipc", "uts", "cgroup", "pid")
    }
    assert by_type == {
        "mnt": ["PrivateTmp", "PrivateNetwork", "PrivateIPC", "ProtectControlGroups"],
        "net": ["PrivateNetwork"],
        "user": ["PrivateUsers"],
        "ipc": ["PrivateIPC"],
        "uts": ["ProtectHostname"],
        "cgroup": ["ProtectControlGroups"],
        "pid": [],
    }


def test_what_an_option_gives_is_said_with_the_types() -> None:
    options = options_of(list(parse(service("PrivateTmp=yes", "PrivateIPC=yes", "PrivateNetwork=yes").encode(), "/f")), "Service")
    assert [option.gives for option in options] == [
        "its own /tmp and /var/tmp (mount namespace)",
        "its own System V IPC objects and POSIX message queues (IPC and mount namespaces)",
        "no network but its own loopback device (network namespace; since systemd 254 also a mount namespace)",
    ]


# Against systemd itself


def analyze() -> str:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed")
    return program


@pytest.mark.parametrize("manager", ["system", "user"])
def test_the_directories_are_those_of_systemd(manager: str, tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": "/run/user/7", "PATH": os.environ["PATH"]}
    done = subprocess.run([analyze(), f"--{manager}", "unit-paths"], capture_output=True, text=True, env=environment, check=True)
    expected = done.stdout.splitlines()
    ours = SYSTEM_DIRECTORIES if manager == "system" else user_directories(str(tmp_path), "/run/user/7")
    assert [directory for directory in ours if directory in expected] == expected


PLAIN_SWITCHES = (
    *("PrivateDevices", "PrivateNetwork", "PrivateTmp", "PrivateUsers", "ProtectControlGroups"),
    *("ProtectHostname", "ProtectKernelLogs", "ProtectKernelModules", "ProtectKernelTunables"),
)
WORDS = ("yes", "no", "true", "0", "off", "ON", "", "perhaps")
PLACES = {
    "foo-bar-baz.service": ("foo-bar-baz.service", "foo-bar-.service", "foo-.service", "service", "foo-bar.service"),
    "foo-bar@one.service": ("foo-bar@one.service", "foo-bar@.service", "foo-@.service", "foo-@one.service", "foo-.service", "service"),
}


def random_service(random: Random) -> str:
    lines = [f"{random.choice(PLAIN_SWITCHES)}{random.choice(('=', ' = '))}{random.choice(WORDS)}" for _ in range(6)]
    lines.insert(
        random.randrange(6), random.choice(("# PrivateTmp=yes \\", "[Service]", "PrivateTmp=\\\n yes", "PrivateTmp=\\\n# no\nno", "x"))
    )
    return service("Type=oneshot", "ExecStart=/bin/true", *lines)


def random_tree(root: Path, name: str, random: Random) -> None:
    """The files of a unit, scattered over some of the directories; some of its drop-ins masked."""
    template = f"{name.partition('@')[0]}@.service" if "@" in name else name
    directories = random.sample(["/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", LIB], 3)
    for directory in directories:
        if random.random() < 0.5:
            write(root, {f"{directory}/{random.choice((name, template))}": random_service(random)})
        for place in random.sample(PLACES[name], 3):
            file = f"{directory}/{place}.d/{random.choice('123')}0.conf"
            write(root, {file: random.choice(("", "[Service]\n", random_service(random), random_service(random)))})
            if random.random() < 0.15:
                (root / file.lstrip("/")).unlink()
                (root / file.lstrip("/")).symlink_to("/dev/null")
    if not any((root / directory.lstrip("/") / each).exists() for directory in directories for each in (name, template)):
        write(root, {f"{LIB}/{template}": random_service(random)})


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("seed", range(12))
def test_what_holds_is_what_systemd_makes_of_the_same_files(root: Path, name: str, seed: int) -> None:
    random_tree(root, name, Random(f"{name} {seed}"))
    command = [analyze(), "security", "--offline=yes", "--json=short", f"--root={root}", "--threshold=100", name]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    theirs = {row["name"].rstrip("=") for row in json.loads(done.stdout) if row["set"]}
    ours = {option for option, *_ in read(root, name)}
    assert ours == theirs & set(PLAIN_SWITCHES)
