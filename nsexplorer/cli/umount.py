"""`nsexplorer umount`: take down a root that nsexplorer mounted, and nothing else."""

from nsexplorer import api
from nsexplorer.cli.mount_failures import told
from nsexplorer.cli.words import Options, Word

WORDS = (Word("root", (), "the ROOT as it was named to `nsexplorer mount`, or the path", "ROOT", "text", ("container:", "image:", "dir:")),)

EXAMPLES = (
    ("nsexplorer umount web", "as many times as it was mounted, then it is gone"),
    ('nsexplorer umount "$mnt"', "by the path that `nsexplorer mount` printed"),
)


def run(options: Options) -> int:
    """Unmount; nothing is printed."""
    from nsexplorer.roots.mounting import unmount

    snapshot = api.capture_namespaces()
    with told(snapshot, "umount"):
        unmount(snapshot, options.root)
    return 0
