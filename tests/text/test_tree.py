"""Trees are drawn with lines, in ASCII where the output has no others, and to any depth."""

from nsexplorer.text.glyphs import ASCII, UNICODE, Glyphs
from nsexplorer.text.tree import DEEPEST, branches

CHILDREN = {"/": ["/a", "/b"], "/a": ["/a/x", "/a/y"], "/a/x": ["/a/x/1"]}


def drawn(glyphs: Glyphs) -> list[str]:
    return [lines + item for lines, item in branches(["/", "other"], lambda item: CHILDREN.get(item, ()), glyphs)]


def test_lines() -> None:
    assert drawn(UNICODE) == ["/", "├─ /a", "│  ├─ /a/x", "│  │  └─ /a/x/1", "│  └─ /a/y", "└─ /b", "other"]


def test_ascii() -> None:
    assert drawn(ASCII) == ["/", "|- /a", "|  |- /a/x", "|  |  `- /a/x/1", "|  `- /a/y", "`- /b", "other"]


def test_ten_thousand_levels() -> None:
    found = list(branches([0], lambda item: [item + 1] if item < 10_000 else [], UNICODE))
    assert [item for _, item in found] == list(range(10_001))
    assert max(len(lines) for lines, _ in found) == 3 * (DEEPEST + 1)
