"""The entry of the program: `python -m nsexplorer` is `nsexplorer`."""

import gc
import sys


def main() -> int:
    """Carry out the command line of this process; gives its exit status."""
    gc.disable()  # a command ends before there is anything to collect; the explorer turns it on again
    from nsexplorer.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
