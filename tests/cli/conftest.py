"""A saved machine for tests of the command line."""

from pathlib import Path

import pytest

from nsexplorer.model.saved import save
from tests.text.machine import machine


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """The file of a snapshot of the machine of tests/text/machine.py."""
    path = tmp_path / "saved.json"
    path.write_text(save(machine()))
    return path
