"""`nsexplorer unpin`: the end of a bind mount that kept a namespace."""

import os

from nsexplorer import api
from nsexplorer.cli.diagnostics import Failure, Status, wrong_use
from nsexplorer.cli.output import put
from nsexplorer.cli.words import Options, Word

WORDS = (Word("path", (), "where its file is bound", "PATH", "file"),)

EXAMPLES = (("sudo nsexplorer unpin /run/lab", "the namespace goes, where nothing else keeps it: `nsexplorer holders` tells what does"),)


def run(options: Options) -> int:
    """Take it away, and say what still keeps the namespace."""
    from nsexplorer.sessions.errors import Refused
    from nsexplorer.sessions.pinning import unpin

    path = os.path.abspath(options.path)
    try:
        inode = unpin(path)
    except Refused as error:
        if error.refusal.kind == "not-nsfs":
            wrong_use(options.path, "no namespace is bound there", "`nsexplorer sessions` lists those that are")
        if error.refusal.error == "EPERM":
            raise Failure(Status.NOT_PERMITTED, options.path, "unmounting takes CAP_SYS_ADMIN over your mount namespace") from error
        raise Failure(Status.LACKING, options.path, error.refusal.reason) from error
    left = next((each for each in api.capture().namespaces.values() if each.inode == inode), None)
    put(
        [
            f"{path} keeps nothing any more."
            if left is None
            else f"{left.id} lives on: `nsexplorer holders '{left.id}'` tells what keeps it."
        ]
    )
    return Status.ANSWERED
