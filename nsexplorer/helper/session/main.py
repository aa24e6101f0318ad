"""Where the helper of a session starts: `python -I -S main.py PACKAGES PARENT REQUESTS REPORTS`, the last two being open pipes.

Standard input, output and error, the terminal and the working directory are the command's. This process stays outside of the session,
the parent of all that runs in it, and is gone when the command is. Single-threaded, as user namespaces demand (unshare(2), setns(2)).
"""

import os
import sys


def main() -> int:
    """Open, or enter, the session that the request describes; see the command through. Gives its status."""
    packages, parent, *pipes = sys.argv[1:]
    sys.path.append(packages)  # last: nothing there may take the place of the standard library

    import signal

    from nsexplorer.helper import wire
    from nsexplorer.helper.lifetime import die_with
    from nsexplorer.helper.refusal import Refused, of_error
    from nsexplorer.helper.session.asker import Asker
    from nsexplorer.helper.session.entering import enter
    from nsexplorer.helper.session.opening import open_session
    from nsexplorer.helper.session.supervision import supervise
    from nsexplorer.linux.prctl import adopt_orphans

    ways = {"open": open_session, "enter": enter}
    requests, reports = map(int, pipes)
    os.set_inheritable(requests, False)
    os.set_inheritable(reports, False)
    asker = Asker(reports)
    try:
        die_with(int(parent))  # until there is something to be ended by hand
        adopt_orphans()
        request = wire.receive(requests)
        signal.pthread_sigmask(signal.SIG_SETMASK, request["mask"])  # those that the asker has blocked for itself, we have as well
        started = ways[request["way"]](request, asker)
        asker.ready(started.pid, started.keeper)
        go = wire.receive(requests)
    except Refused as refused:
        asker.refused(refused)
        return 125
    except OSError as error:
        asker.refused(of_error(error, "in the session's helper"))
        return 125
    if go is None:
        return 125
    return supervise(started, go, int(parent), asker)


if __name__ == "__main__":
    os._exit(main())  # no clearing up: the kernel does that at once
