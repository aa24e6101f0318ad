"""The first line to copy that `why` gives is run in its scenario: what was in the way is gone."""

import pytest

from tests.explain.why.scenarios import run
from tests.kernel import needs_root

pytestmark = [pytest.mark.usefixtures("leftovers"), needs_root]

MEND = """
import os, subprocess, sys
from nsexplorer.api import capture, why

def ask():
    return why(capture(), os.environ["VPATH"], os.environ["PID_B"], os.environ["PID_A"])

def lines(answer):
    while answer is not None:
        yield from (fix.command for fix in answer.answer.fix if fix.command is not None)
        answer = answer.then

before = ask()
line = next(lines(before))
done = subprocess.run(["sh", "-c", line], capture_output=True, text=True)
after = ask()
names = [each.verdict if each is not None else "-" for each in (before, after, after.then)]
print(*names, done.returncode, line, done.stderr)
"""

MENDED = {
    "06-overmounted-in-B.sh": "overmounted-in-b same-view -",
    "08-chroot.sh": "root-differs-chroot same-view -",
    "103-ancestor-covered.sh": "ancestor-covered-in-b same-view -",
    "106-uid-unmapped.sh": "uid-unmapped same-view -",
    "107-uid-unmapped-dir.sh": "uid-unmapped same-view -",
    "109-hidepid.sh": "hidepid pseudo-fs-instance -",
    "112-unbindable.sh": "unbindable-skipped nonrecursive-bind -",
    "125-tucked.sh": "overmounted-in-b same-view -",
    "13-nonrecursive-bind.sh": "nonrecursive-bind same-view -",
    "133-volume-covered.sh": "overmounted-in-b at-other-path -",
    "136-umount-and-cover.sh": "ancestor-covered-in-b umounted-in-b -",
    "140-ro-and-noexec-a.sh": "mount-flags-differ same-view -",
    "142-file-bind-missing.sh": "parent-private-in-a same-view -",
    "21-mount-flags-differ.sh": "mount-flags-differ same-view -",
    "35-two-causes.sh": "ancestor-covered-in-b parent-private-in-a -",
    "49-volume-ro.sh": "at-other-path at-other-path -",
    "50-two-covers.sh": "ancestor-covered-in-b overmounted-in-b -",
}


@pytest.mark.parametrize(("name", "verdicts"), MENDED.items())
def test_the_first_fix_mends_it(name: str, verdicts: str) -> None:
    said = run(name, MEND).strip()
    assert said.startswith(verdicts + " 0 "), said
