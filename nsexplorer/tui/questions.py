"""The questions that can be asked from a screen. Each is one command of the command line, and answers with that command's page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nsexplorer import api
from nsexplorer.explain.mounts import MountRow
from nsexplorer.explain.why.answer import Why
from nsexplorer.model.answer import Fix
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.medium import Medium
from nsexplorer.text.quoting import shell_line
from nsexplorer.tui.place import Subject
from nsexplorer.tui.rows.page import Page
from nsexplorer.tui.rows.subject import title_of
from nsexplorer.tui.surroundings import Surroundings


class Selection(NamedTuple):
    """What is in front: the snapshot, the namespace or process, and the mount under the cursor where there is one."""

    snapshot: Snapshot
    subject: Subject
    mount: MountRow | None = None

    @property
    def path(self) -> str:
        """The path of the mount, as the subject sees it."""
        return "/" if self.mount is None else self.mount.target


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask: `title` over the answer, `words` of the command line that asks the same, `ask` to be called in a thread."""

    title: str
    words: Sequence[str]
    ask: Callable[[], Page]

    @property
    def line(self) -> str:
        """The command line, for a shell."""
        return shell_line(self.words)


def whoami(selection: Selection, surroundings: Surroundings) -> Question:
    """Who one is in there, and in each user namespace around."""
    target = str(selection.subject)

    def ask() -> Page:
        from nsexplorer.text.plain.identity import whoami_page

        found = api.whoami(selection.snapshot, target, surroundings.saved is not None)
        return Page(lambda medium: whoami_page(found, medium), found.answer.fix)

    return Question(f"Who one is: {_called(selection)}", _line("whoami", target, surroundings=surroundings), ask)


def can_mount(selection: Selection, surroundings: Surroundings) -> Question:
    """Which file systems may be mounted there."""
    target = str(selection.subject)

    def ask() -> Page:
        from nsexplorer.text.plain.can_mount import page

        _need_live(surroundings, "which file systems may be mounted")
        found = api.can_mount(selection.snapshot, target)
        return Page(lambda medium: page(found.answer, found.filesystems, medium), found.answer.fix)

    return Question(f"What may be mounted: {_called(selection)}", ("nsexplorer", "can-mount", "--in", target), ask)


def doctor(selection: Selection, surroundings: Surroundings) -> Question:
    """Whether whoever runs this can have rootless containers here."""

    def ask() -> Page:
        from nsexplorer.text.plain.doctor import page

        _need_live(surroundings, "what works on it")
        sentence, checks = api.doctor(selection.snapshot)
        fixes = [fix for check in checks if check.state != "ok" for fix in check.fix]
        return Page(lambda medium: page(sentence, checks, medium), fixes)

    return Question("Doctor", ("nsexplorer", "doctor"), ask)


def holders(selection: Selection, surroundings: Surroundings) -> Question:
    """What keeps the mount busy, or where there is none the namespace alive."""
    what = _held(selection)

    def ask() -> Page:
        from nsexplorer.text.plain.holders import holders_page

        found = api.holders(selection.snapshot, what) if surroundings.saved is None else api.holders_by_tables(selection.snapshot, what)
        fixes = [*found.answer.fix, *(fix for holder in found.holders for fix in holder.fix)]
        return Page(lambda medium: holders_page(found, surroundings.user, medium), fixes)

    return Question(f"What keeps {what}", _line("holders", what, surroundings=surroundings), ask)


def predict(selection: Selection, path: str, surroundings: Surroundings) -> Question:
    """What the subject gets at a path, who would receive a mount made there, and what would go with what is mounted there."""
    snapshot, target = selection.snapshot, str(selection.subject)

    def ask() -> Page:
        from nsexplorer.explain.predict.mount_answer import mount_answer, umount_answer
        from nsexplorer.explain.predict.path_answer import path_answer
        from nsexplorer.text.plain.predict import mount_page, path_page, umount_page

        live = surroundings.saved is None
        here = path_answer(snapshot, api.predict_path(snapshot, path, target, live=live))
        mounting = api.predict_mount(snapshot, path, target, live=live)
        unmounting = api.predict_umount(snapshot, path, target, live=live)
        coming, going = mount_answer(snapshot, mounting), umount_answer(snapshot, unmounting)

        def lines(medium: Medium) -> Sequence[str]:
            return [
                *path_page(here, medium),
                "",
                *mount_page(snapshot, mounting, coming, medium),
                "",
                *umount_page(snapshot, unmounting, going, medium),
            ]

        return Page(lines, (*here.fix, *coming.fix, *going.fix))

    return Question(f"What becomes of {path}: {_called(selection)}", _line("predict", path, "--in", target, surroundings=surroundings), ask)


def why(snapshot: Snapshot, path: str, within: str, origin: str, surroundings: Surroundings, walk: bool) -> Question:
    """Why `within` does not see what `origin` sees at a path. With `walk` both sides walk it, else the tables alone decide."""

    def ask() -> Page:
        from nsexplorer.text.plain.why import why_page

        if walk:
            _need_live(surroundings, "where a path leads")
        found = api.why(snapshot, path, within, origin, live=walk)
        return Page(lambda medium: why_page(found, medium), tuple(_fixes(found)))

    words = ("why", path, "--in", within, *(() if origin == "host" else ("--from", origin)))
    return Question(f"Why {within} does not see {path} as {origin} does", _line(*words, surroundings=surroundings), ask)


def why_here(selection: Selection, path: str, surroundings: Surroundings) -> Question:
    """Why the subject does not see what the host sees at a path."""
    return why(selection.snapshot, path, str(selection.subject), "host", surroundings, walk=surroundings.saved is None)


ABOUT = {"whoami": whoami, "can_mount": can_mount, "doctor": doctor, "holders": holders}
"""Those about what is in front, by the name of their action."""

ABOUT_PATH = {"predict": predict, "why": why_here}
"""Those about a path, which is asked for first."""


def _called(selection: Selection) -> str:
    return title_of(selection.snapshot, selection.subject)


def _held(selection: Selection) -> str:
    """The mount by its path where it is the host's, else by its device: a path means something else there."""
    snapshot, mount = selection.snapshot, selection.mount
    if mount is None:
        return str(selection.subject)
    host = next(iter(snapshot.tables_of(snapshot.host.get("mnt", ""))), None)
    return mount.target if host is not None and any(each is mount.mount for each in host.mounts) else mount.mount.device


def _fixes(found: Why) -> Sequence[Fix]:
    """The ways out of what is asked about, of its cause, of what comes next."""
    causes = () if found.cause is None else _fixes(found.cause)
    nexts = () if found.then is None else _fixes(found.then)
    return (*found.answer.fix, *causes, *nexts)


def _line(*words: str, surroundings: Surroundings) -> Sequence[str]:
    saved = () if surroundings.saved is None else ("--snapshot", surroundings.saved)
    return ("nsexplorer", *words, *saved)


def _need_live(surroundings: Surroundings, what: str) -> None:
    if surroundings.saved is not None:
        raise api.UnknownTarget(surroundings.saved, f"a saved snapshot cannot tell {what}", "ask on the machine itself")
