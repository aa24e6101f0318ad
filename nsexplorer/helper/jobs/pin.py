"""Job: bind the file of a namespace to a path, where it keeps the namespace (namespaces(7)). Nothing is left where that fails."""

import os
from contextlib import suppress
from typing import Any

from nsexplorer.helper.refusal import Refused, of_error
from nsexplorer.helper.wire import raw
from nsexplorer.linux.mount_calls import MS_BIND, UMOUNT_NOFOLLOW, mount, umount2


def run(request: Any) -> None:
    """Bind `source`, the file of `namespace`, to the `path`; a file is made there where there is nothing. Raises Refused."""
    path, source, namespace = raw(request["path"]), raw(request["source"]), request["namespace"]
    made = _prepare(path)
    try:
        mount(source, path, None, MS_BIND)
        if not namespace.endswith(f":[{os.stat(path).st_ino}]"):
            umount2(path, UMOUNT_NOFOLLOW)
            raise Refused("vanished", f"{request['source']} is not {namespace} any more")
    except OSError as error:
        _undo(made, path)
        raise of_error(error, f"binding {namespace} to {request['path']}") from error
    except Refused:
        _undo(made, path)
        raise


def _prepare(path: bytes) -> bool:
    """Have a file to mount on; whether it was made now. Raises Refused."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        if os.path.isdir(path):
            raise Refused("failed", f"{os.fsdecode(path)} is a directory: the file of a namespace is bound to a file") from None
        return False
    except OSError as error:
        raise of_error(error, f"making {os.fsdecode(path)}") from error
    return True


def _undo(made: bool, path: bytes) -> None:
    if made:
        with suppress(OSError):
            os.unlink(path)
