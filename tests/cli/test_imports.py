"""Start-up is part of the product: what a command does not need, it does not load."""

import json
import subprocess
import sys

import pytest

from tests.cli.running import environment

HEAVY = {"textual", "rich", "psutil", "asyncio", "pyroute2"}
NOT_AT_START = HEAVY | {
    "pathlib",
    "subprocess",
    "shutil",
    "difflib",
    "socket",
    "tempfile",
    "logging",
    "email",
    "urllib",
    "threading",
}

RUN = """
import json, os, sys
sys.argv = ["nsexplorer", *json.loads(sys.argv[1])]
before = set(sys.modules)
from nsexplorer.cli.main import main
out = os.dup(1)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
status = main()
os.write(out, json.dumps([status, sorted(set(sys.modules) - before)]).encode())
"""


def loaded(*words: str) -> set[str]:
    """The modules that `nsexplorer WORDS` loads, beyond those that bare Python has."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps(words)], env=environment(), cwd="/", capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    status, modules = json.loads(done.stdout)
    assert status == 0, done.stderr
    return set(modules)


@pytest.mark.parametrize(
    "words",
    [
        ["--version"],
        ["--help"],
        ["ls"],
        ["ls", "--json"],
        ["ls", "--tree", "user"],
        ["mounts"],
        ["mounts", "self", "--json"],
        ["compare", "host", "host"],
        ["compare", "host", "host", "--aspect", "ids,processes,namespaces", "--json"],
        ["completion", "bash"],
    ],
    ids=" ".join,
)
def test_heavy_libraries_are_not_loaded(words: list[str]) -> None:
    modules = loaded(*words)
    assert "nsexplorer.cli.main" in modules
    assert not modules & NOT_AT_START


@pytest.mark.parametrize("words", [["show", "self"], ["dump"]], ids=" ".join)
def test_the_screen_is_for_the_explorer(words: list[str]) -> None:
    modules = loaded(*words)
    assert not modules & {"textual", "rich", "asyncio"}
    assert not any(name.startswith("nsexplorer.tui") for name in modules)


def test_the_package_alone_is_nearly_free() -> None:
    code = "import sys; before = set(sys.modules); import nsexplorer; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], env=environment(), cwd="/", capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["nsexplorer"]


def test_the_package_hands_out_all_it_names() -> None:
    import nsexplorer

    assert {name: getattr(nsexplorer, name) for name in nsexplorer.__all__}.keys() == set(dir(nsexplorer))
    with pytest.raises(AttributeError):
        nsexplorer.no_such_name  # noqa: B018
