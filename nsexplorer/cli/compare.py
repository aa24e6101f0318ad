"""`nsexplorer compare`: two targets side by side."""

import os.path

from nsexplorer import api
from nsexplorer.cli.diagnostics import Failure, Status, tell, wrong_use
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.source import loaded, snapshot_of
from nsexplorer.cli.words import JSON, READING, Options, Word
from nsexplorer.explain.compare.answer import ASPECTS, Comparison
from nsexplorer.explain.compare.side import Side
from nsexplorer.explain.targets import split_snapshot

WORDS = (
    Word("a", (), "a target (`nsexplorer --help` has the ways to name one)", "A", "target"),
    Word("b", (), "the target to compare it with", "B", "target"),
    Word(
        "aspect",
        ("--aspect",),
        "mounts (the default), ids, processes, net, namespaces, files:PATH (last)",
        "ASPECT,...",
        "text",
        (*ASPECTS[:-1], "files:"),
        default="mounts",
    ),
    Word("all", ("--all",), "also what is the same on both sides"),
    JSON,
    *READING,
)

EXAMPLES = (
    ("nsexplorer compare host container:web", "which mounts differ between the host and a container"),
    ("nsexplorer compare host 1234 --all", "also those that are the same, and how they are linked"),
    ("nsexplorer compare 1234 snapshot:before.json#1234", "what changed since `nsexplorer dump -o before.json`"),
    ("nsexplorer compare self 1234 --aspect namespaces,ids", "which namespaces they share, who one is in each"),
    ("nsexplorer compare host netns:blue --aspect net", "links, addresses, routes, and the veth pairs between them"),
    ("nsexplorer compare host 1234 --aspect files:/etc", "a directory as each side finds it"),
)


def run(options: Options) -> int:
    """Print the comparison. The status is 1 where there are differences."""
    aspects, path = _aspects(options.aspect)
    a, b = _sides(options, aspects)
    answer = api.compare(a, b, aspects, path)
    _insist_on_an_answer(answer)
    if options.json:
        from nsexplorer.text.documents import envelope
        from nsexplorer.text.documents.compare import compare

        put(envelope.lines(envelope.document("compare", a.snapshot, compare(answer, options.all))))
    else:
        from nsexplorer.text.plain.compare import comparison

        put(comparison(answer, options.all, medium(options)))
        for aspect, reason in answer.unreadable.items():
            tell(f"{aspect}: {reason}")
        for side in (a,) if a.snapshot is b.snapshot else (a, b):
            if not side.saved:
                tell_incomplete(options, side.snapshot)
    return Status.NO if answer.differs else Status.ANSWERED


def _aspects(text: str) -> tuple[tuple[str, ...], str | None]:
    """The aspects asked for, and the PATH of `files:PATH`, which is all that follows: it may have commas in it."""
    before, files, path = text.partition("files:")
    aspects = [word for word in before.split(",") if word]
    for word in aspects:
        if word == "files":
            wrong_use("files", "a path is missing", "write files:PATH, as the last aspect")
        if word not in ASPECTS:
            wrong_use(word, "not an aspect", f"the aspects are {', '.join(ASPECTS[:-1])} and files:PATH")
    if not files and aspects:
        return tuple(aspects), None
    if not path:
        wrong_use(
            text or "--aspect", "a path is missing" if files else "no aspect is named", f"write some of {','.join(ASPECTS[:-1])},files:PATH"
        )
    return (*aspects, "files"), os.path.abspath(path)


def _sides(options: Options, aspects: tuple[str, ...]) -> tuple[Side, Side]:
    """Both targets, each in the snapshot that it is to be looked for in. A file, or this machine, is read once for both."""
    asked = [split_snapshot(text) or (None, text) for text in (options.a, options.b)]
    snapshots: dict[str | None, api.Snapshot] = {}
    sides = []
    for file, target in asked:
        if file not in snapshots:
            snapshots[file] = (
                loaded(file) if file is not None else snapshot_of(options, lambda: api.capture_for_compare(options.a, options.b, aspects))
            )
        sides.append(api.side(snapshots[file], target or "host", saved=(file or options.snapshot) is not None))
    return sides[0], sides[1]


def _insist_on_an_answer(answer: Comparison) -> None:
    """Raises Failure where nothing at all could be compared."""
    if not answer.answered:
        aspect, reason = next(iter(answer.unreadable.items()))
        raise Failure(Status.NOT_PERMITTED, aspect, reason)
