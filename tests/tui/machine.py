"""A machine as a value: a recorded snapshot with everything a screen has to cope with."""

from dataclasses import replace

from nsexplorer.explain.network import NetworkAnswer, OtherEnd
from nsexplorer.model.container import Container, Unit, UnitOption
from nsexplorer.model.details import Capabilities, Details
from nsexplorer.model.idmap import IdMap, IdMapRow
from nsexplorer.model.mount import Mount, MountTable
from nsexplorer.model.namespace import Namespace, Pin
from nsexplorer.model.network import Address, Link, Network, Route
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Completeness, Snapshot, Viewer

HOST = {
    "cgroup": "cgroup:[4026531835]",
    "ipc": "ipc:[4026531839]",
    "mnt": "mnt:[4026531841]",
    "net": "net:[4026531840]",
    "pid": "pid:[4026531836]",
    "time": "time:[4026531834]",
    "user": "user:[4026531837]",
    "uts": "uts:[4026531838]",
}
WEB = {
    **HOST,
    "cgroup": "cgroup:[4026532301]",
    "ipc": "ipc:[4026532302]",
    "mnt": "mnt:[4026532303]",
    "net": "net:[4026532304]",
    "pid": "pid:[4026532305]",
    "user": "user:[4026532306]",
    "uts": "uts:[4026532307]",
}
WEB_ONLY = frozenset(WEB.values()) - frozenset(HOST.values())
UDEV = {**HOST, "mnt": "mnt:[4026532201]", "uts": "uts:[4026532202]"}
BLUE = "net:[4026532400]"
ORPHAN = "mnt:[4026532500]"

UDEV_UNIT = "/usr/lib/systemd/system/systemd-udevd.service"
HOSTILE = "evil\x1b[31m\n[red]x[/red]\u202e"
WIDE = "日本語の名前のとても長いディレクトリ"
LONG = "/srv/" + "/".join(f"part-{number:02d}-of-a-long-path" for number in range(13))
OVERLAY_OPTIONS = (
    "rw",
    "lowerdir=/var/lib/containers/storage/overlay/l/ABC:/var/lib/containers/storage/overlay/l/DEF",
    "upperdir=/var/lib/containers/storage/overlay/0123/diff",
    "workdir=/var/lib/containers/storage/overlay/0123/work",
)
ALL_CAPABILITIES = (1 << 41) - 1


def process(
    pid: int, command: str, namespaces: dict[str, str] = HOST, parent: int = 1, uid: int = 0, root: str = "/", inner: tuple[int, ...] = ()
) -> Process:
    """A process with every detail filled in."""
    details = Details(
        uids=(uid,) * 4,
        gids=(uid,) * 4,
        groups=(uid,),
        inner_pids=(pid, *inner),
        capabilities=Capabilities(ALL_CAPABILITIES if uid == 0 else 0, ALL_CAPABILITIES if uid == 0 else 0, 0, ALL_CAPABILITIES, 0),
        no_new_privileges=False,
        seccomp=0,
        command_line=(command, "--flag"),
        cgroup="0::/system.slice",
        cwd="/",
    )
    return Process(pid, pid * 10, parent, "S", command, uid, 1, False, namespaces, root=root, details=details)


def mount(
    number: int,
    parent: int,
    target: str,
    fstype: str = "tmpfs",
    source: str | None = None,
    options: tuple[str, ...] = ("rw", "relatime"),
    root: str = "/",
    shared: int | None = None,
    master: int | None = None,
    super_options: tuple[str, ...] = ("rw",),
    unbindable: bool = False,
    device: str = "0:30",
) -> Mount:
    """A mount of which only what matters is given."""
    source = fstype if source is None else source
    return Mount(
        id=number,
        parent=parent,
        device=device,
        root=root,
        target=target,
        options=options,
        shared=shared,
        master=master,
        propagate_from=None,
        unbindable=unbindable,
        optional=(),
        fstype=fstype,
        source=source,
        super_options=super_options,
        unique_id=number + 2**31,
    )


HOST_MOUNTS = (
    mount(22, 1, "/", "ext4", "/dev/vda1", shared=1, device="254:1"),
    mount(23, 22, "/proc", "proc", options=("rw", "nosuid", "nodev", "noexec", "relatime"), shared=12, device="0:22"),
    mount(24, 22, "/sys", "sysfs", options=("rw", "nosuid", "nodev", "noexec", "relatime"), shared=6, device="0:23"),
    mount(25, 24, "/sys/fs/cgroup", "cgroup2", shared=8, device="0:27"),
    mount(26, 22, "/dev", "devtmpfs", "udev", shared=2, device="0:5"),
    mount(27, 26, "/dev/pts", "devpts", shared=3, device="0:25"),
    mount(28, 22, "/run", "tmpfs", shared=5, device="0:26"),
    mount(29, 28, "/run/netns", "tmpfs", root="/netns", shared=5, device="0:26"),
    mount(30, 29, "/run/netns/blue", "nsfs", "nsfs", root=BLUE, shared=40, device="0:4"),
    mount(31, 22, "/srv/data", "ext4", "/dev/vdb1", shared=50, device="254:16"),
    mount(32, 31, "/srv/data", "tmpfs", "cover", shared=51, device="0:50"),
    mount(33, 22, "/mnt/gone", "ext4", "/dev/vda1", root="/tmp/was-here//deleted", device="254:1"),
    mount(34, 22, "/mnt/" + HOSTILE, "tmpfs", HOSTILE, device="0:51"),
    mount(35, 22, "/mnt/" + WIDE, "tmpfs", WIDE, device="0:52"),
    mount(36, 22, LONG, "tmpfs", device="0:53"),
    mount(37, 22, "/mnt/readonly", "ext4", "/dev/vdc1", options=("ro", "relatime"), super_options=("ro",), device="254:32"),
    mount(38, 22, "/mnt/unbindable", "tmpfs", unbindable=True, device="0:54"),
    mount(39, 22, "/home", "nfs4", "files.example:/home", shared=60, device="0:55"),
)
WEB_MOUNTS = (
    mount(
        300,
        299,
        "/",
        "overlay",
        "overlay",
        options=("rw", "nodev", "relatime"),
        master=70,
        super_options=OVERLAY_OPTIONS,
        device="0:60",
    ),
    mount(301, 300, "/proc", "proc", options=("rw", "nosuid", "nodev", "noexec"), device="0:61"),
    mount(302, 300, "/dev", "tmpfs", options=("rw", "nosuid"), device="0:62"),
    mount(303, 300, "/sys", "sysfs", options=("ro", "nosuid", "nodev", "noexec"), device="0:63"),
    mount(304, 300, "/data", "ext4", "/dev/vdb1", root="/www", master=50, device="254:16"),
    mount(305, 301, "/proc/kcore", "tmpfs", root="/null", options=("rw", "nosuid"), device="0:62"),
)
UDEV_MOUNTS = tuple(replace(each, id=each.id + 400, parent=each.parent + 400, shared=None, master=each.shared) for each in HOST_MOUNTS[:8])


def _processes() -> dict[int, Process]:
    found = [
        process(1, "systemd", parent=0),
        process(300, "systemd-udevd", UDEV),
        process(420, "sshd"),
        process(900, "bash", parent=420, uid=1000),
        process(950, "chrooted", parent=900, root="/srv/jail"),
        process(1200, "conmon", uid=1000),
        process(1234, "nginx", WEB, parent=1200, uid=100000, inner=(1,)),
        process(1235, "nginx", WEB, parent=1234, uid=100033, inner=(7,)),
        process(1300, HOSTILE, parent=1),
    ]
    return {each.pid: each for each in found}


def _namespaces(processes: dict[int, Process]) -> dict[str, Namespace]:
    ids = sorted({identifier for each in processes.values() for identifier in each.namespaces.values()} | {BLUE, ORPHAN})
    found = {}
    for number, identifier in enumerate(ids):
        kind, _, inode = identifier.partition(":")
        members = tuple(pid for pid, each in processes.items() if identifier in each.namespaces.values())
        found[identifier] = Namespace(
            id=identifier,
            type=kind,
            inode=int(inode.strip("[]")),
            nsid=number + 1,
            owner=_owner(identifier, kind),
            parent=HOST[kind] if kind in ("pid", "user") and identifier in WEB_ONLY else None,
            children=(WEB[kind],) if kind in ("pid", "user") and identifier in HOST.values() else (),
            creator_uid=1000 if identifier == WEB["user"] else 0 if kind == "user" else None,
            leader=members[0] if members else None,
            members=members,
            name=_name(identifier),
            pins=_pins(identifier, members),
            sources=("processes",) if members else ("binds",),
            unreadable=dict.fromkeys(("owner", "parent"), "outside of your namespaces") if identifier == HOST["user"] else {},
        )
    return found


def _owner(identifier: str, kind: str) -> str | None:
    if identifier == HOST["user"]:
        return None
    return WEB["user"] if identifier in WEB_ONLY and kind != "user" else HOST["user"]


def _name(identifier: str) -> str | None:
    if identifier in WEB_ONLY:
        return "container:web"
    if identifier in UDEV.values() and identifier not in HOST.values():
        return "unit:systemd-udevd.service"
    return "netns:blue" if identifier == BLUE else None


def _pins(identifier: str, members: tuple[int, ...]) -> tuple[Pin, ...]:
    if identifier == BLUE:
        return (Pin("bind", path="/run/netns/blue", within=HOST["mnt"]),)
    if identifier == ORPHAN:
        return (Pin("fd", pid=420, fd=7),)
    return tuple(Pin("process", pid=pid) for pid in members[:1])


def machine(complete: Completeness | None = None) -> Snapshot:
    """The snapshot; `complete` says how much of it could be read (everything, unless given)."""
    processes = _processes()
    chrooted = tuple(each for each in HOST_MOUNTS if each.target.startswith("/srv/jail"))
    tables = (
        MountTable(HOST["mnt"], "/", 1, (1, 420, 900, 1200, 1300), "mountinfo", HOST_MOUNTS),
        MountTable(HOST["mnt"], "/srv/jail", 950, (950,), "mountinfo", chrooted),
        MountTable(UDEV["mnt"], "/", 300, (300,), "mountinfo", UDEV_MOUNTS),
        MountTable(WEB["mnt"], "/", 1234, (1234, 1235), "mountinfo", WEB_MOUNTS),
        MountTable(ORPHAN, "/", None, (), "statmount", (mount(600, 599, "/", "ext4", "/dev/vda1", device="254:1"),)),
    )
    maps = {
        HOST["user"]: IdMap(HOST["user"], (IdMapRow(0, 0, 4294967295),), (IdMapRow(0, 0, 4294967295),), "allow"),
        WEB["user"]: IdMap(
            WEB["user"], (IdMapRow(0, 1000, 1), IdMapRow(1, 100000, 65536)), (IdMapRow(0, 1000, 1), IdMapRow(1, 100000, 65536)), "allow"
        ),
    }
    return Snapshot(
        taken=1_700_000_000.0,
        machine="testbox",
        kernel="6.18.0",
        boot="5f2b7a1c-8f6e-4c0e-9a44-0d6a3f3f2f10",
        viewer=Viewer(4000, 0, ("CAP_SYS_ADMIN", "CAP_SYS_PTRACE"), HOST["user"]),
        own=HOST,
        host=HOST,
        namespaces=_namespaces(processes),
        processes=processes,
        threads=(),
        tables=tables,
        id_maps=maps,
        containers=(Container("0123456789abcdef", "podman", 1234, "web", "its cgroup path and conmon's command line"),),
        units=(Unit("systemd-udevd.service", 300, (UnitOption("PrivateMounts", "yes", UDEV_UNIT, 31, "mounts of its own", ("mnt",)),)),),
        features={"statmount": "used", "listmount": "used", "nsid": "used"},
        complete=complete or Completeness(len(processes), 0, len(tables), 0, ()),
    )


def network(snapshot: Snapshot, text: str) -> NetworkAnswer | str:
    """The network of the container, tied to the host's bridge; the host's own."""
    if text == BLUE:
        return "entering it was refused"
    if text in (HOST["net"], HOST["mnt"], HOST["user"]):
        links = (Link(1, "lo", "loopback", True, None, 65536), Link(5, "veth0", "veth", True, "72:f0:aa:01:02:03", 1500, 6, 2, 0))
        found = Network(HOST["net"], (*links, Link(6, "podman0", "bridge", True, "72:f0:aa:01:02:04", 1500)), (), ())
        return NetworkAnswer(found, {5: OtherEnd(WEB["net"], "eth0")})
    links = (Link(1, "lo", "loopback", True, None, 65536), Link(2, "eth0", "veth", True, "16:5e:c0:00:00:01", 1500, None, 5, 0))
    addresses = (Address(1, "127.0.0.1/8", "host"), Address(2, "10.88.0.5/16", "global"), Address(2, "fe80::145e:c0ff:fe00:1/64", "link"))
    routes = (
        Route("default", "unicast", 254, "10.88.0.1", 2, None, None),
        Route("10.88.0.0/16", "unicast", 254, None, 2, None, "10.88.0.5"),
        Route("10.99.0.0/16", "blackhole", 254, None, None, 100, None),
    )
    down = Link(3, HOSTILE[:15], "dummy", False, "16:5e:c0:00:00:02", 1500)
    return NetworkAnswer(Network(WEB["net"], (*links, down), addresses, routes), {2: OtherEnd(HOST["net"], "veth0")})
