"""`nsexplorer _targets [PREFIX]`: the targets there are, for shell completion: one a line, with a tab and a few words behind it."""

from collections.abc import Iterator

from nsexplorer import api
from nsexplorer.cli.output import put
from nsexplorer.cli.words import Options, Word
from nsexplorer.explain.naming import command_of, name_of, shared_with_host
from nsexplorer.explain.target_names import names
from nsexplorer.text.neutral import neutral

WORDS = (Word("prefix", (), "only targets that start so", "PREFIX", "text", number="?", default=""),)

EXAMPLES = (("nsexplorer _targets 12", "targets that start so"),)


def run(options: Options) -> int:
    """Print the targets. Whatever fails, nothing is printed on standard error: a person is typing there."""
    try:
        put(sorted(line for line in _targets(options.prefix) if line.startswith(options.prefix)))
    except Exception:
        return 1
    return 0


def _targets(prefix: str) -> Iterator[str]:
    """Names always; processes and namespaces, of which there are many, once the word has begun like one."""
    yield "host\tthe host's namespaces"
    yield "self\tnsexplorer's own"
    unit = prefix and ("unit:".startswith(prefix) or prefix.startswith("unit:"))
    snapshot = api.capture() if unit else api.capture_namespaces()
    for name in names(snapshot):
        if name == neutral(name):
            yield f"{name}\t"
    for process in snapshot.processes.values() if prefix.isdigit() else ():
        yield f"{process.pid}\t{neutral(command_of(process))}"
    for namespace in snapshot.namespaces.values() if prefix else ():
        name = "host" if shared_with_host(snapshot, namespace) else neutral(name_of(snapshot, namespace))
        yield f"{namespace.id}\t{name}"
