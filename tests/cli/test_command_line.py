"""Which word is the command, what is told about wrong use, and the exit statuses."""

import json
from pathlib import Path

import pytest

from nsexplorer import __version__
from nsexplorer.cli.command_line import command_of, module_of
from nsexplorer.cli.commands import COMMANDS
from tests.cli.running import nsexplorer
from tests.text.machine import BLUE, WEB_MNT
from tests.topology import CHECKOUT


@pytest.mark.parametrize(
    ("words", "command", "rest"),
    [
        ([], "explore", []),
        (["1234"], "explore", ["1234"]),
        (["ls", "-t", "mnt"], "ls", ["-t", "mnt"]),
        (["--json", "ls"], "ls", ["--json"]),
        (["--snapshot", "ls", "mounts", "1"], "mounts", ["--snapshot", "ls", "1"]),
        (["--snapshot=x", "--no-color", "show", "ls"], "show", ["--snapshot=x", "--no-color", "ls"]),
        (["--host", "1", "container:web"], "explore", ["--host", "1", "container:web"]),
        (["--", "ls"], "explore", ["--", "ls"]),
        (["-", "ls"], "explore", ["-", "ls"]),
    ],
)
def test_the_command_is_the_first_word(words: list[str], command: str, rest: list[str]) -> None:
    assert command_of(words) == (command, rest)


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["monts"], 2, "monts: neither a command nor a terminal to open the explorer on; did you mean `nsexplorer mounts`?"),
        (["monts", "1234"], 2, "monts: not a command; did you mean `nsexplorer mounts`?"),
        (["monts", "--hidden"], 2, "monts: not a command; did you mean `nsexplorer mounts`?"),
        (["1234", "--hidden"], 2, "command line: unrecognized arguments: --hidden; see `nsexplorer --help`"),
        ([], 2, "the explorer: it needs a terminal; without one, use a command: ls, show, mounts, compare, why, predict, "),
        (
            ["ls", "-t", "mont"],
            2,
            "ls: argument -t: 'mont' is none of cgroup, ipc, mnt, net, pid, time, user, uts",
        ),
        (
            ["ls", "--tree", "type"],
            2,
            "ls: argument --tree: invalid choice: 'type' (choose from 'user', 'pid', 'process'); see `nsexplorer ls --help`",
        ),
        (["show"], 2, "show: the following arguments are required: TARGET; see `nsexplorer show --help`"),
        (["mounts", "1", "2"], 2, "mounts: unrecognized arguments: 2; see `nsexplorer mounts --help`"),
        (["ls", "--jsno"], 2, "ls: unrecognized arguments: --jsno; see `nsexplorer ls --help`"),
        (["show", "4194305"], 2, "4194305: no namespace has that inode"),
        (["show", "container:no-such"], 2, "container:no-such: no running container has that name"),
        (["mounts", "no-such\x1b[31m"], 2, "no-such\\x1b[31m: nothing here is called that"),
        (["ls", "--snapshot", "/no/such"], 2, "/no/such: No such file or directory; `nsexplorer dump -o FILE` makes one"),
        (["ls", "--snapshot", "/"], 2, "/: Is a directory; `nsexplorer dump -o FILE` makes one"),
        (["ls", "--snapshot", "-"], 2, "standard input: it is not a JSON document; `nsexplorer dump -o FILE` makes one"),
        (["show", "snapshot:/no/such#1"], 2, "/no/such: No such file or directory"),
        (["completion", "tcsh"], 2, "completion: argument SHELL: invalid choice: 'tcsh' (choose from 'bash', 'zsh', 'fish')"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(words: list[str], status: int, told: str) -> None:
    done = nsexplorer(*words)
    assert done.returncode == status
    assert done.stdout == ""
    assert done.stderr.startswith(f"nsexplorer: {told}")
    assert done.stderr.count("\n") == 1


def test_a_table_that_is_not_there_is_status_3(saved: Path) -> None:
    done = nsexplorer("mounts", BLUE, "--snapshot", str(saved))
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"nsexplorer: {BLUE}: no process is in it, so no mount namespace goes with it; ")


def test_a_snapshot_that_may_not_be_read_is_status_3(saved: Path, ordinary_user: object) -> None:
    from tests.topology import credentials

    saved.chmod(0o600)
    for folder in (saved.parent, saved.parent.parent, saved.parent.parent.parent):
        folder.chmod(0o755)
    done = nsexplorer("ls", "--snapshot", str(saved), **credentials(ordinary_user))  # type: ignore[arg-type]
    assert (done.returncode, done.stderr) == (3, f"nsexplorer: {saved}: it may not be read\n")


@pytest.mark.parametrize("words", [["--version"], ["ls", "--version"], ["--version", "mounts"]])
def test_version(words: list[str]) -> None:
    done = nsexplorer(*words)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"nsexplorer {__version__}\n", "")


def test_the_version_is_told_once() -> None:
    assert f'version = "{__version__}"' in (CHECKOUT / "pyproject.toml").read_text()


def test_help_names_every_command_and_shows_examples() -> None:
    done = nsexplorer("--help")
    assert (done.returncode, done.stderr) == (0, "")
    for command, summary in COMMANDS.items():
        assert any(line.split(maxsplit=1) == [command, summary] for line in done.stdout.splitlines())
    assert max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_examples(command: str) -> None:
    done = nsexplorer(command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: nsexplorer {command} ")
    examples = done.stdout.partition("examples:\n")[2]
    assert [line.strip() for line in examples.splitlines()] == [word for example in module_of(command).EXAMPLES for word in example]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_options_may_stand_before_the_command(place: int, saved: Path) -> None:
    words = ["ls", "netns:blue"]
    words[place:place] = ["--json", "--snapshot", str(saved)]
    assert [row["id"] for row in json.loads(nsexplorer(*words).stdout)["namespaces"]] == [BLUE]


def test_a_target_in_a_snapshot(saved: Path) -> None:
    direct = nsexplorer("mounts", "--snapshot", str(saved), "1234", "--json")
    named = nsexplorer("mounts", f"snapshot:{saved}#1234", "--json")
    assert json.loads(direct.stdout)["namespace"] == WEB_MNT
    assert direct.stdout == named.stdout
    twice = nsexplorer("mounts", f"snapshot:{saved}#1", "--snapshot", str(saved))
    assert twice.returncode == 2 and "another snapshot is given by --snapshot" in twice.stderr


def test_the_host_can_be_another(saved: Path) -> None:
    page = nsexplorer("show", "1234", "--host", "1234", "--snapshot", str(saved)).stdout
    assert page.startswith("Process 1234 (nginx) is in the host's namespaces.")


def test_an_internal_error_is_one_line_and_a_traceback_on_demand(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import nsexplorer.cli.ls as ls\nls.run = lambda options: 1 / 0\n")
    from tests.cli.running import environment

    path = {"PYTHONPATH": f"{tmp_path}:{CHECKOUT}"}
    done = nsexplorer("ls", env=environment(**path))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (4, "", 1)
    assert done.stderr.startswith("nsexplorer: internal error: ZeroDivisionError: division by zero; ")
    assert "Traceback" in nsexplorer("ls", env=environment(**path, NSEXPLORER_DEBUG="1")).stderr
