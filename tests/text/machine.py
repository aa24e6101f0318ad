"""A small machine as a value, with something for every column and every key."""

from nsexplorer.model.container import Container, Unit, UnitOption
from nsexplorer.model.details import Capabilities, Details
from nsexplorer.model.idmap import IdMap, IdMapRow, MountIdMap
from nsexplorer.model.mount import Mount, MountTable
from nsexplorer.model.namespace import Pin
from nsexplorer.model.process import Thread
from nsexplorer.model.snapshot import Snapshot
from tests.explain.literals import HOST, details, mount, namespace, process, snapshot, table

HOSTILE = "evil\x1b[31m\n\u202e\udcff"
WEB_USER, WEB_MNT, BLUE, UDEV_MNT = "user:[4026532300]", "mnt:[4026532301]", "net:[4026532400]", "mnt:[4026532201]"
FULL = Capabilities(1, 3, 0, (1 << 41) - 1, 0)

MOUNTS: tuple[Mount, ...] = (
    mount(1, 0, "/", fstype="ext4", source="/dev/vda1", device="254:1", shared=1, unique_id=2**31),
    mount(2, 1, "/run/netns/blue", fstype="nsfs", source="nsfs", root=BLUE, shared=5),
    mount(3, 1, "/srv", source=HOSTILE, options=("ro", "nosuid"), super_options=("ro", "size=4k")),
    mount(4, 3, "/srv", source="cover", shared=7, master=2, propagate_from=1),
    mount(5, 3, "/srv/" + HOSTILE, root="/old//deleted"),
    mount(6, 1, "/mnt", super_options=("ro",), unbindable=True),
    mount(7, 1, "/image", fstype="overlay", source="overlay", super_options=("rw", "lowerdir=/l1:/l2", "upperdir=/u", "workdir=/w")),
    mount(
        8, 1, "/home", fstype="ext4", source=None, options=("rw", "idmapped"), id_map=MountIdMap(((0, 1000, 1),), ((0, 1000, 1), (1, 5, 2)))
    ),
)


def machine() -> Snapshot:
    """The host, a container `web` with user and mount namespaces of its own, a named network namespace, a service, a thread that strays."""
    web = {"user": WEB_USER, "mnt": WEB_MNT}
    inside = Details((1000,) * 4, (1000, 0, 0, 0), (4, 24), (1234, 1), FULL, True, 2, ("nginx", "-g", HOSTILE), "0::/web", "/srv")
    processes = (
        process(1, 0, "init", details=details("/sbin/init"), root="/"),
        process(300, 1, "udevd", inside={"mnt": UDEV_MNT}, details=details("udevd"), root="/"),
        process(1234, 1, "nginx", 1000, inside=web, details=inside, root="/"),
        process(1300, 1, HOSTILE, state="Z", details=None),
    )
    namespaces = (
        namespace(HOST["user"], leader=1, members=(1, 300, 1300), children=(WEB_USER,), pins=(Pin("child", namespace=WEB_USER),)),
        namespace(WEB_USER, leader=1234, members=(1234,), parent=HOST["user"], creator_uid=1000, nsid=77, pins=(Pin("process", pid=1234),)),
        namespace(WEB_MNT, leader=1234, members=(1234,), owner=WEB_USER, name="container:web", sources=("process",)),
        namespace(UDEV_MNT, leader=300, members=(300,), name="unit:udevd.service", pins=(Pin("fd", pid=1, fd=9), Pin("process", pid=300))),
        namespace(
            BLUE,
            name="netns:blue",
            owner=HOST["user"],
            pins=(Pin("bind", path="/run/netns/blue", within=HOST["mnt"]), Pin("socket", pid=1, fd=8), Pin("thread", pid=1, tid=2)),
            unreadable={"nsid": "this kernel has none to give"},
        ),
    )
    tables: tuple[MountTable, ...] = (
        table(HOST["mnt"], MOUNTS, (1, 1300)),
        table(WEB_MNT, [mount(91, 90, "/"), mount(92, 91, "/proc", fstype="proc")], (1234,)),
        table(UDEV_MNT, [mount(81, 80, "/")], (300,)),
    )
    option = UnitOption("PrivateMounts", "yes", "/lib/systemd/system/udevd.service", 31, "a mount namespace", ("mnt",))
    return snapshot(
        namespaces,
        processes,
        tables,
        threads=(Thread(1, 2, {**HOST, "net": BLUE}),),
        id_maps={WEB_USER: IdMap(WEB_USER, (IdMapRow(0, 1000, 1), IdMapRow(1, 100000, 65536)), (IdMapRow(0, 1000, 1),), "allow")},
        containers=(Container("0123abcd", "podman", 1234, "web", "its control group"),),
        units=(Unit("udevd.service", 300, (option,), ("/etc/x.conf: not permitted",)),),
        features={"statmount": "used"},
    )
