"""`nsexplorer holders`: what keeps something busy or alive."""

from nsexplorer import api
from nsexplorer.cli.diagnostics import Status
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.source import enter_snapshot, snapshot_of
from nsexplorer.cli.users import known_user, user_names
from nsexplorer.cli.words import JSON, READING, Options, Word

WORDS = (
    Word(
        "target",
        (),
        "a mount point, a device or its number, a file system image or any file or directory, a namespace or what names it",
        "PATH|DEVICE|NAMESPACE",
        "file",
    ),
    JSON,
    *READING,
)

EXAMPLES = (
    ("nsexplorer holders /mnt/usb", "what makes `umount` say that the target is busy"),
    ("nsexplorer holders /dev/sdb1", "what still uses the device: also mounts in other mount namespaces, which fuser and lsof do not show"),
    ("nsexplorer holders disk.img", "the loop devices on a file, and what is mounted from them"),
    ("nsexplorer holders /run/netns/blue", "what keeps a network namespace alive, and its file busy"),
    ("nsexplorer holders 8:17 --json", "by device number, for scripts"),
)


def run(options: Options) -> int:
    """Print who holds it. The status is 1 where something does."""
    enter_snapshot(options)
    target = options.target or "host"
    observer = api.observer_for_holders(target)
    snapshot = snapshot_of(options, observer.capture)
    answer = api.holders(snapshot, target, observer) if options.snapshot is None else api.holders_by_tables(snapshot, target)
    if options.json:
        from nsexplorer.text.documents import envelope
        from nsexplorer.text.documents.holders import holders

        put(envelope.lines(envelope.document("holders", snapshot, holders(answer, known_user(options)))))
    else:
        from nsexplorer.text.plain.holders import holders_page

        put(holders_page(answer, user_names(options), medium(options)))
        tell_incomplete(options, snapshot)
    return Status.NO if answer.holders else Status.ANSWERED
