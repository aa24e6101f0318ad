"""`nsexplorer predict`: what a target gets at a path, and what would come of mounting or unmounting there."""

from nsexplorer import api
from nsexplorer.cli.diagnostics import Status, wrong_use
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.source import enter_snapshot, snapshot_of
from nsexplorer.cli.words import JSON, READING, Options, Word
from nsexplorer.text.documents import envelope

WORDS = (
    Word("change", (), "predict this instead, done at PATH", "mount|umount", "choice", ("mount", "umount"), "?"),
    Word("path", (), "a path as the target has it; a relative one only on the host", "PATH", "file"),
    Word("inside", ("--in",), "who looks at PATH (default: host)", "TARGET", "target"),
    Word("origin", ("--from",), "who mounts or unmounts (default: host)", "TARGET", "target"),
    Word("write", ("--write",), "end with status 1 where PATH may not be written"),
    Word("uid", ("--uid",), "who would write, by uid in the target (default: its process)", "UID", "text"),
    JSON,
    *READING,
)

EXAMPLES = (
    ("nsexplorer predict /data --in container:web", "which mount a container gets at /data, and where the host has the same files"),
    (
        "nsexplorer predict /data --in container:web --write --uid 33",
        "whether its user 33 may write there, and why not",
    ),
    ("nsexplorer predict mount /mnt/usb", "who would see a file system mounted at /mnt/usb, at which path, and who would not"),
    ("nsexplorer predict umount /mnt/usb --from 1234", "which other mounts would go with it, and which would stay"),
)
ON_THE_HOST = ("host", "self")


def run(options: Options) -> int:
    """Print the prediction. The status is 1 where PATH is not there or, with `--write`, may not be written."""
    _check(options)
    options.target = options.inside or options.origin or "host"
    enter_snapshot(options)
    target = options.target or "host"
    path = _path(options.path, target)
    observer = api.observer_for_holders(target) if options.change == "umount" else api.observer()
    snapshot = snapshot_of(options, observer.capture)
    if options.change == "mount":
        return _mount(options, snapshot, path, target)
    if options.change == "umount":
        return _umount(options, snapshot, path, target, observer)
    return _look(options, snapshot, path, target)


def _check(options: Options) -> None:
    if options.uid is not None and not options.uid.isdecimal():
        wrong_use(options.uid, "it is no uid", "write a number, as the target counts")
    if options.change is None and options.origin is not None:
        wrong_use("--from", "that is for `predict mount` and `predict umount`", "write --in TARGET")
    if options.change is not None and (options.inside is not None or options.write or options.uid is not None):
        wrong_use(f"predict {options.change}", "--in, --write and --uid are about looking at a path", "write --from TARGET")


def _path(text: str, target: str) -> str:
    if text.startswith("/"):
        return text
    if target not in ON_THE_HOST:
        wrong_use(text, f"{target} has another working directory than this", "write the whole path as it is there")
    return api.absolute_path(text)


def _look(options: Options, snapshot: api.Snapshot, path: str, target: str) -> int:
    known = api.predict_path(snapshot, path, target, None if options.uid is None else int(options.uid), live=options.snapshot is None)
    from nsexplorer.explain.predict.path_answer import path_answer

    words = path_answer(snapshot, known)
    if options.json:
        from nsexplorer.text.documents.predict import predict_path

        _put_document(snapshot, predict_path(known, words))
    else:
        from nsexplorer.text.plain.predict import path_page

        put(path_page(words, medium(options)))
        tell_incomplete(options, snapshot)
    return Status.NO if known.exists is False or (options.write and known.may_write is False) else Status.ANSWERED


def _mount(options: Options, snapshot: api.Snapshot, path: str, target: str) -> int:
    known = api.predict_mount(snapshot, path, target, live=options.snapshot is None)
    from nsexplorer.explain.predict.mount_answer import mount_answer

    words = mount_answer(snapshot, known)
    if options.json:
        from nsexplorer.text.documents.predict import predict_mount

        _put_document(snapshot, predict_mount(known, words))
    else:
        from nsexplorer.text.plain.predict import mount_page

        put(mount_page(snapshot, known, words, medium(options)))
        tell_incomplete(options, snapshot)
    return Status.ANSWERED


def _umount(options: Options, snapshot: api.Snapshot, path: str, target: str, observer: api.Observer) -> int:
    known = api.predict_umount(snapshot, path, target, options.snapshot is None, observer)
    from nsexplorer.explain.predict.mount_answer import umount_answer

    words = umount_answer(snapshot, known)
    if options.json:
        from nsexplorer.text.documents.predict import predict_umount

        _put_document(snapshot, predict_umount(known, words))
    else:
        from nsexplorer.text.plain.predict import umount_page

        put(umount_page(snapshot, known, words, medium(options)))
        tell_incomplete(options, snapshot)
    return Status.ANSWERED


def _put_document(snapshot: api.Snapshot, document: dict[str, object]) -> None:
    put(envelope.lines(envelope.document("predict", snapshot, document)))
