"""Where the helper process starts: `python -I -S main.py PACKAGES PARENT JOB`, the request on standard input, answers on standard output.

Single-threaded, because only such a process may join user and mount namespaces (setns(2)); fresh, because what it joins it never leaves.
"""

import os
import sys


def main() -> None:
    """Do the job named on the command line. PACKAGES is the directory that nsexplorer is in, PARENT the pid of who asks."""
    packages, parent, job = sys.argv[1:]
    sys.path.append(packages)  # last: nothing there may take the place of the standard library

    from importlib import import_module

    from nsexplorer.helper import wire
    from nsexplorer.helper.lifetime import die_with
    from nsexplorer.helper.refusal import Refused
    from nsexplorer.linux.prctl import set_dumpable

    die_with(int(parent))
    # Once inside a user namespace its root could trace us, and take the descriptors we brought along (CVE-2016-9962).
    set_dumpable(False)
    with open(0, "rb") as standard_input:
        request = wire.decode(standard_input.read())
    try:
        import_module(f"nsexplorer.helper.jobs.{job}").run(request)
    except Refused as refused:
        wire.send(["refused", *refused.refusal])
    wire.send(["end"])


if __name__ == "__main__":
    main()
    os._exit(0)  # no clearing up: the kernel does that at once
