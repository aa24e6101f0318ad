"""`nsexplorer mount`: mount a container's root, as `buildah mount` does, or list what is mounted so."""

import os

from nsexplorer import api
from nsexplorer.cli.diagnostics import wrong_use
from nsexplorer.cli.mount_failures import told
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.words import JSON, Options, Word

WORDS = (
    Word("root", (), "container:NAME, image:NAME, with @STORE or #LAYER; dir:PATH; without: list what is mounted", "ROOT", "text",
         ("container:", "image:", "dir:"), number="?"),
    Word("cow", ("--cow",), "writable: what is written goes to a directory of yours, and is thrown away at the end"),
    Word("keep", ("--keep",), "with --cow: keep what is written under this name, and go on from there the next time", "NAME", "text"),
    Word("rw", ("--rw",), "writable through its engine, which counts the mount and commits what is written"),
    Word("at", ("--at",), "mount it at this directory (default: a new one below the runtime directory)", "PATH", "file"),
    JSON,
)  # fmt: skip

EXAMPLES = (
    ("mnt=$(nsexplorer mount web)", "the files of the container web, read-only; as root, or in a session (nsexplorer unshare)"),
    ("nsexplorer mount image:localhost/web --cow --keep trial", "an image that can be written to, with what was written there before"),
    ("nsexplorer mount image:localhost/web#1", "what its lowest layer brought"),
    ("nsexplorer mount", "what nsexplorer has mounted, in which mount namespace"),
)


def run(options: Options) -> int:
    """Mount, and print the path; or list."""
    mode = _mode(options)
    at = None if options.at is None else os.path.realpath(options.at)
    snapshot = api.capture_namespaces()
    with told(snapshot, "mount"):
        if options.root is None:
            return _list(options, snapshot)
        from nsexplorer.roots.mounting import mount

        path = mount(snapshot, options.root, mode, at, options.keep)
    if options.json:
        from nsexplorer.text.documents import envelope
        from nsexplorer.text.documents.roots import mounted

        put(envelope.lines(envelope.document("mount", snapshot, mounted(path))))
    else:
        put([path])
    return 0


def _mode(options: Options) -> str:
    import re

    from nsexplorer.model.session import NAME

    if options.cow and options.rw:
        wrong_use("--cow --rw", "what is written goes to one place", "leave one of them out")
    if options.keep is not None and not options.cow:
        wrong_use("--keep", "nothing can be written without --cow", "add --cow")
    if options.keep is not None and not re.fullmatch(NAME, options.keep):
        wrong_use(f"--keep {options.keep}", "a name has letters, digits, _ . and - only, and starts with a letter or digit")
    if options.root is None and (options.cow or options.rw or options.at is not None):
        wrong_use("mount", "a ROOT is missing", "`nsexplorer roots` shows what there is")
    return "rw" if options.rw else "cow" if options.cow else "ro"


def _list(options: Options, snapshot: api.Snapshot) -> int:
    from nsexplorer.roots.mounting import mounts

    found = mounts(snapshot)
    if options.json:
        from nsexplorer.text.documents import envelope
        from nsexplorer.text.documents.roots import mounts as document

        put(envelope.lines(envelope.document("mount", snapshot, document(found))))
    else:
        from nsexplorer.text.plain.roots import mounts_page

        put(mounts_page(found, medium(options)))
    return 0
