"""Makes the man page from the parsers and the help: `python docs/man_page.py > docs/nsexplorer.1`."""

from collections.abc import Iterable, Iterator

from nsexplorer import __version__
from nsexplorer.cli.grammar import Grammar, grammars
from nsexplorer.cli.help import ENVIRONMENT, INTRODUCTION, STATUSES, TARGETS
from nsexplorer.cli.words import Word

SEE_ALSO = ("lsns(8)", "findmnt(8)", "nsenter(1)", "unshare(1)", "namespaces(7)", "mount_namespaces(7)", "user_namespaces(7)")


def page() -> str:
    """The man page, as roff."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    explorer, *commands = grammars()
    yield f'.TH NSEXPLORER 1 "" "nsexplorer {__version__}" "User Commands"'
    yield from (".SH NAME", roff("nsexplorer - an explorer of Linux namespaces and mount tables"), ".SH SYNOPSIS")
    yield from (r".B nsexplorer", r"[\fIOPTIONS\fR] [\fITARGET\fR]", ".br", r".B nsexplorer", r"\fICOMMAND\fR [\fIOPTIONS\fR] ...")
    yield from (".SH DESCRIPTION", roff(INTRODUCTION), ".SH OPTIONS")
    yield from _words(explorer)
    yield ".SH COMMANDS"
    for command in commands:
        yield from (f".SS {command.name}", roff(f"{command.summary[:1].upper()}{command.summary[1:]}."))
        yield from _words(command, besides=explorer.options)
    yield from _table("TARGETS", TARGETS)
    yield from _table("EXIT STATUS", STATUSES)
    yield from _table("ENVIRONMENT", ENVIRONMENT)
    yield ".SH EXAMPLES"
    for line, gives in (example for grammar in (explorer, *commands) for example in grammar.examples):
        yield from (".TP", f".B {roff(line)}", roff(gives))
    yield from (".SH SEE ALSO", roff(", ".join(SEE_ALSO)))


def _words(grammar: Grammar, besides: tuple[Word, ...] = ()) -> Iterator[str]:
    """What a command takes, but for options that stand elsewhere."""
    for word in (*grammar.others, *grammar.options):
        if word not in besides:
            names = ", ".join(rf"\fB{roff(name)}\fR" for name in word.names)
            value = rf"\fI{roff(word.value)}\fR" if word.value else ""
            yield from (".TP", f"{names} {value}".strip(), roff(word.help))


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
