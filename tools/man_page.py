"""Makes the man page from the parsers and the help: `python tools/man_page.py > docs/nsexplorer.1`."""

from collections.abc import Iterable, Iterator

from nsexplorer import __version__
from nsexplorer.cli.commands import COMMANDS, EXPLORE
from nsexplorer.cli.grammar import actions
from nsexplorer.cli.help import ENVIRONMENT, INTRODUCTION, STATUSES, TARGETS
from nsexplorer.cli.parser import Parser, module_of

SEE_ALSO = ("lsns(8)", "findmnt(8)", "nsenter(1)", "unshare(1)", "namespaces(7)", "mount_namespaces(7)", "user_namespaces(7)")


def page() -> str:
    """The man page, as roff."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield f'.TH NSEXPLORER 1 "" "nsexplorer {__version__}" "User Commands"'
    yield from (".SH NAME", roff("nsexplorer - an explorer of Linux namespaces and mount tables"), ".SH SYNOPSIS")
    yield from (r".B nsexplorer", r"[\fIOPTIONS\fR] [\fITARGET\fR]", ".br", r".B nsexplorer", r"\fICOMMAND\fR [\fIOPTIONS\fR] ...")
    yield from (".SH DESCRIPTION", roff(INTRODUCTION), ".SH OPTIONS")
    yield from _arguments(EXPLORE)
    yield ".SH COMMANDS"
    for command, summary in COMMANDS.items():
        yield from (f".SS {command}", roff(f"{summary[:1].upper()}{summary[1:]}."))
        yield from _arguments(command)
    yield from _table("TARGETS", TARGETS)
    yield from _table("EXIT STATUS", STATUSES)
    yield from _table("ENVIRONMENT", ENVIRONMENT)
    yield ".SH EXAMPLES"
    for command in (EXPLORE, *COMMANDS):
        for line, gives in module_of(command).EXAMPLES:
            yield from (".TP", f".B {roff(line)}", roff(gives))
    yield from (".SH SEE ALSO", roff(", ".join(SEE_ALSO)))


def _arguments(command: str) -> Iterator[str]:
    """What a command takes; options that every command takes stand with the explorer alone."""
    known = set()
    if command != EXPLORE:
        known = {name for action in actions(Parser(EXPLORE, module_of(EXPLORE))) for name in action.option_strings}
    for action in actions(Parser(command, module_of(command))):
        if known.issuperset(action.option_strings) and action.option_strings:
            continue
        value = "" if action.nargs == 0 else str(action.metavar or "|".join(map(str, action.choices or ())))
        names = ", ".join(rf"\fB{roff(name)}\fR" for name in action.option_strings)
        shown = rf"\fI{roff(value)}\fR" if value else ""
        yield from (".TP", " ".join(filter(None, (names, shown))), roff(action.help or ""))


def _table(title: str, entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f".SH {title}"
    for name, text in entries:
        yield from (".TP", rf"\fB{roff(name)}\fR", roff(text))


def roff(text: str) -> str:
    """Text that groff shows as it is: no line is taken for a request, hyphens and quotes stay what they are."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-").replace("'", r"\(aq").replace("`", r"\(ga")
    return "\n".join(rf"\&{line}" if line.startswith(".") else line for line in escaped.splitlines())


if __name__ == "__main__":
    print(page(), end="")
