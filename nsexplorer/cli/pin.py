"""`nsexplorer pin`: a namespace kept by a bind mount."""

import os

from nsexplorer import api
from nsexplorer.cli.diagnostics import Failure, Status
from nsexplorer.cli.output import put
from nsexplorer.cli.words import Options, Word
from nsexplorer.model.namespace import NAMESPACE_TYPES

WORDS = (
    Word("target", (), "the namespace, or whose namespace of the type in -t", "TARGET", "target"),
    Word("path", (), "where its file is to be seen: a file, made where there is none", "PATH", "file"),
    Word("type", ("-t", "--type"), "which of the target's namespaces", "TYPE", "choice", NAMESPACE_TYPES),
)

EXAMPLES = (
    ("sudo nsexplorer pin -t net 1234 /run/netns/blue", "keeps the network of process 1234, and gives `ip netns` a name for it"),
    ("sudo nsexplorer pin session:lab -t mnt /run/lab", "keeps a session's mount table when its last process has ended"),
    ("nsexplorer enter /run/lab", "goes into what is kept so"),
)


def run(options: Options) -> int:
    """Bind its file there, and say what that means."""
    from nsexplorer.sessions.errors import Refused
    from nsexplorer.sessions.pinning import namespace_of, pin, why_not

    snapshot = api.capture()
    namespace = namespace_of(snapshot, api.target(snapshot, options.target), options.type)
    path = os.path.abspath(options.path)
    try:
        pin(snapshot, namespace, path)
    except Refused as error:
        why, advice = why_not(error.refusal, namespace)
        status = Status.NOT_PERMITTED if error.refusal.error == "EPERM" else Status.LACKING
        raise Failure(status, f"{options.path}: {namespace}", why, advice) from error
    put(
        [
            f"{namespace} is kept at {path}, until `nsexplorer unpin {path}` or the end of your mount namespace.",
            "Mount namespaces made from now on have a copy of this mount, and keep it as well; so live the user namespaces above it.",
        ]
    )
    return Status.ANSWERED
