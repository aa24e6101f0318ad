"""The names of namespaces, from leaders, bind mounts, containers and units written down."""

import os
import pwd
from collections.abc import Mapping, Sequence

from nsexplorer.discovery.namespace_names import name_namespaces
from nsexplorer.model.container import Container, Unit
from nsexplorer.model.namespace import Pin
from nsexplorer.model.process import Process
from nsexplorer.model.session import Anchor, Session
from tests.explain.literals import HOST, process

HERE = HOST["mnt"]
CID = "4476e8f59f830559649bdc7ac4f1e4dc8652232294cd7645b8ff962473180a41"


def names(
    leaders: Mapping[str, int],
    *,
    pins: Mapping[str, Sequence[Pin]] | None = None,
    sessions: Sequence[Session] = (),
    containers: Sequence[Container] = (),
    units: Sequence[Unit] = (),
    cgroups: Mapping[int, str] | None = None,
    processes: Sequence[Process] = (),
    command_lines: Mapping[int, tuple[str, ...]] | None = None,
) -> dict[str, str]:
    groups, lines = cgroups or {}, command_lines or {}
    return name_namespaces(
        {each.pid: each for each in processes},
        leaders,
        pins or {},
        sessions,
        containers,
        units,
        frozenset(HOST.values()),
        lambda pid: f"0::{groups[pid]}\n" if pid in groups else None,
        lambda pid: lines.get(pid, ()),
    )


def bind(path: str, within: str = HERE) -> Pin:
    return Pin("bind", path=path, within=within)


def container(pid: int, name: str | None = "web", identifier: str = CID, engine: str = "podman") -> Container:
    return Container(identifier, engine, pid, name, "control group")


def test_a_container_names_what_its_first_process_leads() -> None:
    leaders = {"mnt:[2]": 11, "pid:[3]": 11, "user:[4]": 7, "mnt:[5]": 15, HOST["net"]: 11}
    assert names(leaders, containers=[container(11)]) == {"mnt:[2]": "container:web", "pid:[3]": "container:web"}


def test_a_session_names_what_is_its_own() -> None:
    own = {"user": "user:[4]", "mnt": "mnt:[2]"}
    session = Session("lab", 0.0, False, Anchor(1, 1), (Anchor(11, 1),), own, {}, HOST, None, {}, "/")
    assert names({"mnt:[2]": 11, "user:[4]": 11}, sessions=[session], containers=[container(11)]) == dict.fromkeys(
        own.values(), "session:lab"
    )


def test_a_mount_namespace_whose_link_cannot_be_read_is_named_as_well() -> None:
    assert names({"mnt:[?44]": 11}, containers=[container(11)]) == {"mnt:[?44]": "container:web"}


def test_a_container_without_a_name_is_named_by_its_id() -> None:
    assert names({"mnt:[2]": 11}, containers=[container(11, None)]) == {"mnt:[2]": f"container:{CID[:12]}"}


def test_a_name_that_two_containers_have_names_neither() -> None:
    both = [container(11), container(12, identifier="web", engine="lxc")]
    assert names({"mnt:[2]": 11, "mnt:[3]": 12}, containers=both) == {"mnt:[2]": f"container:{CID[:12]}", "mnt:[3]": "container:web"}


def test_the_order_is_container_netns_snap_unit() -> None:
    leaders = {"net:[2]": 11, "net:[3]": 12, "mnt:[4]": 12, "uts:[5]": 13}
    pins = {"net:[2]": [bind("/run/netns/cni-1")], "net:[3]": [bind("/run/netns/blue")]}
    found = names(
        leaders,
        pins=pins,
        containers=[container(11)],
        units=[Unit("snap.lxd.daemon.service", 12), Unit("cron.service", 13)],
        cgroups={12: "/system.slice/snap.lxd.daemon.service"},
    )
    assert found == {"net:[2]": "container:web", "net:[3]": "netns:blue", "mnt:[4]": "snap:lxd", "uts:[5]": "unit:cron.service"}


def test_ip_netns_the_hosts_names_come_first() -> None:
    pins = {
        "net:[2]": [bind("/run/netns/blue", "mnt:[9]"), bind("/run/netns/red", "mnt:[9]")],
        "net:[3]": [bind("/var/run/netns/blue")],
        "net:[4]": [bind("/run/netns/gone//deleted")],
        "mnt:[5]": [bind("/run/netns/trap", "mnt:[9]")],
        HOST["net"]: [bind("/run/netns/host")],
    }
    assert names({}, pins=pins) == {"net:[3]": "netns:blue", "net:[2]": "netns:red"}


def test_snaps_without_a_process_and_their_scopes() -> None:
    pins = {"mnt:[2]": [bind("/run/snapd/ns/firefox.mnt")]}
    scope = {11: "/user.slice/user-1000.slice/user@1000.service/app.slice/snap.gimp_beta.gimp-8d2c.scope", 12: "/snap.short"}
    assert names({"user:[3]": 11, "user:[4]": 12}, pins=pins, cgroups=scope) == {"mnt:[2]": "snap:firefox", "user:[3]": "snap:gimp_beta"}


def test_rootless_podman() -> None:
    me = pwd.getpwuid(os.getuid()).pw_name
    pause = process(8, command="catatonit", uid=os.getuid())
    found = names(
        {"user:[2]": 8, "mnt:[3]": 8, "user:[4]": 9, "pid:[5]": 10},
        pins={"net:[6]": [bind(f"/run/user/{os.getuid()}/netns/rootless-netns-1a2b", "mnt:[3]")]},
        processes=[pause, process(9, command="catatonit"), process(10, command="catatonit")],
        command_lines={8: ("/usr/bin/catatonit", "-P"), 9: ("catatonit", "--", "sh"), 10: ("catatonit", "-P")},
    )
    assert found == {"user:[2]": f"podman pause of {me}", "mnt:[3]": f"podman pause of {me}", "net:[6]": f"podman rootless-netns of {me}"}


def test_a_user_that_no_account_knows_is_a_number() -> None:
    found = names({"user:[2]": 8}, processes=[process(8, command="podman pause", uid=4_000_000_000)])
    assert found == {"user:[2]": "podman pause of 4000000000"}


def test_a_unit_names_what_it_does_not_share() -> None:
    assert names({"mnt:[2]": 11, HOST["net"]: 11, "net:[3]": 12}, units=[Unit("a.service", 11)]) == {"mnt:[2]": "unit:a.service"}


def test_what_only_a_bind_mount_keeps_is_named_by_its_path_on_the_host() -> None:
    pins = {"mnt:[2]": [bind("/run/b"), bind("/run/a")], "uts:[3]": [bind("/run/c", "mnt:[2]")], "ipc:[4]": [bind("/run/d")]}
    assert names({"ipc:[4]": 11}, pins=pins) == {"mnt:[2]": "/run/a"}
