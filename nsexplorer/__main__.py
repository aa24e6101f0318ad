"""The entry of the program: `python -m nsexplorer` is `nsexplorer`."""

import gc
import os
from typing import NoReturn


def main() -> NoReturn:
    """Carry out the command line of this process, and end it with its exit status."""
    gc.disable()  # a command ends before there is anything to collect; the explorer turns it on again
    try:
        from nsexplorer.cli.main import main as run

        status = run()
    except KeyboardInterrupt:  # while it was still loading
        status = 130
    os._exit(status)  # all is written: the kernel takes the memory back at once, the interpreter would object by object


if __name__ == "__main__":
    main()
