"""What file systems are said to be."""

import pytest

from nsexplorer.model.filesystems import DESCRIPTIONS, PSEUDO, describe, pseudo


def test_each_is_one_plain_sentence() -> None:
    for fstype, sentence in DESCRIPTIONS.items():
        assert sentence[0].isupper(), fstype
        assert sentence.endswith("."), fstype
        assert "\n" not in sentence, fstype
        assert ". " not in sentence, fstype
    assert len(set(DESCRIPTIONS) & set(COMMON)) == len(COMMON)


COMMON = (
    *(
        "proc",
        "sysfs",
        "tmpfs",
        "devtmpfs",
        "devpts",
        "cgroup",
        "cgroup2",
        "overlay",
        "ext4",
        "xfs",
        "btrfs",
        "nfs",
        "nfs4",
        "cifs",
        "fuse",
    ),
    *("squashfs", "nsfs", "mqueue", "hugetlbfs", "debugfs", "tracefs", "securityfs", "bpf", "pstore", "efivarfs", "configfs", "autofs"),
    *(
        "binfmt_misc",
        "fusectl",
        "ramfs",
        "rpc_pipefs",
        "vfat",
        "exfat",
        "ntfs3",
        "iso9660",
        "udf",
        "erofs",
        "zfs",
        "9p",
        "virtiofs",
        "f2fs",
    ),
    *("ecryptfs", "selinuxfs", "fuse.fuse-overlayfs", "fuse.sshfs", "fuseblk"),
)


@pytest.mark.parametrize(
    ("fstype", "words"),
    [
        ("fuse.made-up", "the program made-up provides"),
        ("fuseblk.ntfs-4g", "the program ntfs-4g provides"),
        ("fuse.", "of type fuse."),
        ("made-up", "of type made-up"),
        ("", "of type"),
    ],
)
def test_those_not_known(fstype: str, words: str) -> None:
    assert words in describe(fstype)


def test_pseudo_are_known_interfaces_and_hold_nobodys_files() -> None:
    assert set(DESCRIPTIONS) >= PSEUDO
    assert pseudo("proc")
    for fstype in ("tmpfs", "overlay", "nsfs", "autofs", "fuse.sshfs", "ext4", "ramfs", "made-up"):
        assert not pseudo(fstype)
