"""A small machine on which everything that can hold a mount does, as a value."""

from nsexplorer.explain.holders.answer import HoldersAnswer, holders
from nsexplorer.explain.holders.scope import scope_of
from nsexplorer.explain.holders.subject import known_by_name
from nsexplorer.model.container import Container, Unit
from nsexplorer.model.hold import BlockDevice, Export, Hold, Holds, KernelUses, Swap
from nsexplorer.model.snapshot import Snapshot
from tests.explain.literals import HOST, mount, namespace, process, snapshot, table

WEB, UNIT, ALONE = "mnt:[4026532301]", "mnt:[4026532302]", "mnt:[4026532303]"


def machine() -> Snapshot:
    """`/data` of sdb1: shared with a service, copied by a container, bound in part in a namespace without processes."""
    data = {"device": "8:17", "fstype": "ext4", "source": "/dev/sdb1"}
    root = {"device": "8:1", "fstype": "ext4", "source": "/dev/sda1"}
    host = [
        mount(1, 0, "/", shared=1, **root),
        mount(2, 1, "/data", shared=2, **data),
        mount(3, 2, "/data/below"),
        mount(
            4, 1, "/merged", fstype="overlay", device="0:50", super_options=("rw", "lowerdir=/data/l1:/usr", "upperdir=/u", "workdir=/w")
        ),
        mount(5, 1, "/image", device="7:0", fstype="ext4", source="/dev/loop0"),
    ]
    web = [mount(21, 0, "/", **root), mount(22, 21, "/data", **data)]
    unit = [mount(31, 0, "/", master=1, **root), mount(32, 31, "/data", master=2, **data)]
    alone = [mount(41, 0, "/", **root), mount(42, 41, "/mnt", **{**data, "root": "/part"})]
    return snapshot(
        (
            namespace(HOST["mnt"], leader=1, members=(1, 50)),
            namespace(WEB, leader=60, members=(60,), owner="user:[4026532300]"),
            namespace(UNIT, leader=70, members=(70, 71)),
            namespace(ALONE),
        ),
        (
            process(1, 0, "init"),
            process(50, 1, "bash", 1000),
            process(60, 1, "nginx", inside={"mnt": WEB}),
            process(70, 1, "daemon", inside={"mnt": UNIT}),
            process(71, 70, "worker", inside={"mnt": UNIT}),
        ),
        (
            table(HOST["mnt"], host, (1, 50)),
            table(WEB, web, (60,)),
            table(UNIT, unit, (70, 71)),
            table(ALONE, alone),
        ),
        containers=(Container("0123abcd", "podman", 60, "web", "its control group"),),
        units=(Unit("daemon.service", 70),),
    )


USES = KernelUses(
    (
        BlockDevice("sdb", "8:16", None, (), None, None, None),
        BlockDevice("sdb1", "8:17", "sdb", ("dm-0", "md0"), None, None, None),
        BlockDevice("dm-0", "252:0", None, (), None, "secret", "CRYPT-LUKS2-1234-secret"),
        BlockDevice("md0", "9:0", None, (), None, None, None),
        BlockDevice("loop0", "7:0", None, (), "/data/disk.img", None, None),
    ),
    (Swap("/data/swap"),),
    (Export("/data/share", ("192.168.1.0/24", "*"), "/proc/fs/nfsd/exports"),),
    ("swap areas: /proc/swaps: not permitted",),
)

HOLDS = Holds(
    (
        Hold(50, "cwd", "/data/work"),
        Hold(71, "fd", "/data/log (deleted)", fd=3, mount=32),
        Hold(60, "root", "/"),
        Hold(60, "map", "/data/lib.so", device="8:17"),
        Hold(50, "fd", "/gone", fd=4, mount=99, device="8:17"),
        Hold(50, "fd", "/image/f", fd=5, mount=5),
        Hold(50, "fd", "/dev/sdb1", fd=6, mount=90),
    ),
    (),
    (2, 3),
)


def asked(text: str, uses: KernelUses | None = USES, holds: Holds | None = HOLDS) -> HoldersAnswer:
    """The answer about something of that machine that names itself."""
    subject = known_by_name(machine(), uses, text)
    assert subject is not None
    return holders(machine(), scope_of(machine(), subject, uses), uses, holds)
