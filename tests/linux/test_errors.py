"""What an errno means is said in one place."""

import errno

import pytest

from nsexplorer.linux.errors import Denied, Unsupported, Vanished, translate


@pytest.mark.parametrize(
    ("number", "meaning"),
    [
        (errno.ENOENT, Vanished),
        (errno.ESRCH, Vanished),
        (errno.EINVAL, Vanished),
        (errno.EACCES, Denied),
        (errno.EPERM, Denied),
        (errno.ENOSYS, Unsupported),
        (errno.ENOTTY, Unsupported),
        (errno.EIO, OSError),
    ],
)
def test_each_errno_has_one_meaning(number: int, meaning: type[Exception]) -> None:
    assert type(translate(OSError(number, "x"))) is meaning
