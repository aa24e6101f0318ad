"""`python -m nsexplorer` is `nsexplorer`."""

import sys

from nsexplorer.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
