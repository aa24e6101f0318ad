"""What several commands take."""

import argparse

from nsexplorer import __version__
from nsexplorer.cli.output import put


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        put([f"nsexplorer {__version__}"])
        parser.exit()


def general(parser: argparse.ArgumentParser) -> None:
    """Options of every command."""
    group = parser.add_argument_group("general")
    group.add_argument("--no-color", action="store_true", help="no colours; so does NO_COLOR in the environment, and a pipe")
    group.add_argument("--version", action=_Version, nargs=0, help="the version, and nothing else")
    group.add_argument("-h", "--help", action="help", help="this help, and nothing else")


def reading(parser: argparse.ArgumentParser) -> None:
    """Options of every command that only reads."""
    group = parser.add_argument_group("what is read")
    group.add_argument(
        "--snapshot", metavar="FILE", help="a file that `nsexplorer dump` wrote, instead of this machine (-: standard input)"
    )
    group.add_argument("--host", metavar="TARGET", help="whose namespaces count as the host's, instead of nsexplorer's own")


def answering(parser: argparse.ArgumentParser) -> None:
    """Options of every command that answers."""
    parser.add_argument("--json", action="store_true", help="one JSON document (docs/json.md)")
