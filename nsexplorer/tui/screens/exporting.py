"""Writing the view in front to a file: its name is asked for, and it is written in a thread."""

import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from textual.app import App

from nsexplorer.text.documents import envelope
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.screens.type_text import TypeText
from nsexplorer.tui.view import View, file_name, lines_of, write


def export(app: App[Any], view: View, form: str, folder: str) -> None:
    """Ask where to, then write the view as `text`, `json` or `svg`. It is the view of this moment, whatever comes meanwhile."""
    picture = app.export_screenshot(title=f"nsexplorer: {view.title}") if form == "svg" else ""

    def typed(name: str | None) -> None:
        if name is not None:
            path = os.path.join(folder, os.path.expanduser(name))
            threading.Thread(target=_write, args=(app, path, view, form, picture), name="export", daemon=True).start()

    app.push_screen(TypeText(f"Export as {form} to", file_name(view, form, folder), "a new file: one that is there stays as it is"), typed)


def _write(app: App[Any], path: str, view: View, form: str, picture: str) -> None:
    try:
        write(path, _lines(view, form, picture))
        told, severity = f"Written: {neutral(path)}", "information"
    except Exception as error:  # whatever it is, it is a sentence, and every key keeps working
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        told, severity = f"{neutral(path)} was not written: {neutral(reason)}", "error"
    with suppress(RuntimeError):  # the program was left meanwhile
        app.call_later(app.notify, told, severity=severity, timeout=8, markup=False)


def _lines(view: View, form: str, picture: str) -> Iterator[str]:
    match form:
        case "text":
            yield from lines_of(view)
        case "json":
            yield from envelope.lines(view.document())
        case _:
            yield picture
