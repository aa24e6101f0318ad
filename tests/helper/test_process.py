"""The helper as a process: how it ends, and what the asking side keeps when it does not answer."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from nsexplorer.helper import process as helper
from nsexplorer.helper.ask import NamespaceFile, Route, ask_locks, ask_namespace_files
from nsexplorer.helper.refusal import Refusal
from tests.topology import CHECKOUT, children, process


def stand_in(monkeypatch: pytest.MonkeyPatch, directory: Path, code: str) -> None:
    """Have this Python code run where the helper would: for what the helper itself never does."""
    script = directory / "main.py"
    script.write_text(code)
    monkeypatch.setattr(helper, "MAIN", str(script))


def helpers(parent: int | str = "self") -> list[int]:
    """The helper processes below a process."""
    found = []
    for child in children(parent):
        try:
            words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
        except FileNotFoundError:
            continue
        if any(word.endswith(b"helper/main.py") for word in words):
            found.append(child)
    return found


def wait_for_helper(parent: int | str = "self", seconds: float = 10.0) -> int:
    """The pid of the helper below a process, as soon as there is one."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := helpers(parent):
            return found[0]
        time.sleep(0.002)
    raise AssertionError("no helper was started")


def test_an_unknown_job_is_an_error_in_words() -> None:
    outcome = helper.ask("nothing", {}, 20.0)
    assert outcome.answers == []
    assert outcome.refusal == Refusal("failed", "the helper failed: ModuleNotFoundError: No module named 'nsexplorer.helper.jobs.nothing'")


def test_a_crash_keeps_the_answers_before_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in(monkeypatch, tmp_path, "print('[\"answer\", 1]', flush=True); raise RuntimeError('of this kind')")
    assert helper.ask("locks", {}, 20.0) == helper.Outcome([1], Refusal("failed", "the helper failed: RuntimeError: of this kind"))


def test_an_end_without_a_word(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in(monkeypatch, tmp_path, "")
    assert helper.ask("locks", {}, 20.0) == helper.Outcome([], Refusal("failed", "the helper ended without an answer"))


def test_the_deadline_keeps_whole_lines_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = 'import time; print(\'["answer", [1, "\\\\udcff"]]\\n["answer", [2, 3\', end=\'\', flush=True); time.sleep(100)'
    stand_in(monkeypatch, tmp_path, code)
    before = time.monotonic()
    assert helper.ask("locks", {}, 0.5) == helper.Outcome([[1, "\udcff"]], Refusal("late", "no answer within the deadline"))
    assert 0.4 < time.monotonic() - before < 5


def test_a_helper_that_never_reads_a_long_request(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in(monkeypatch, tmp_path, "import time; time.sleep(100)")
    assert helper.ask("locks", ["x" * 1_000_000], 0.5).refusal == Refusal("late", "no answer within the deadline")


def test_a_helper_that_ends_before_it_reads_a_long_request(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in(monkeypatch, tmp_path, "print('[\"end\"]')")
    assert helper.ask("locks", ["x" * 1_000_000], 20.0) == helper.Outcome([], None)


def test_a_torrent_of_complaints_does_not_block(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in(monkeypatch, tmp_path, "import sys; sys.stderr.write('no\\n' * 1_000_000); print('[\"answer\", 1]\\n[\"end\"]')")
    assert helper.ask("locks", {}, 20.0) == helper.Outcome([1], None)


def test_who_lives_on_after_the_last_answer_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in(monkeypatch, tmp_path, "import time; print('[\"end\"]', flush=True); time.sleep(100)")
    before = time.monotonic()
    assert helper.ask("locks", {}, 20.0) == helper.Outcome([], None)
    assert time.monotonic() - before < 10


def test_without_an_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    assert ask_locks(os.getpid(), 20.0) == Refusal("failed", "starting the helper: No such file or directory")


def test_it_starts_with_the_standard_library_and_our_two_rooms_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = """
import json, sys
before = set(sys.modules)
sys.path.append(sys.argv[1])
import nsexplorer.helper.jobs.locks, nsexplorer.helper.jobs.namespace_files
for name in sorted(set(sys.modules) - before):
    print(json.dumps(["answer", name]))
print(json.dumps(["end"]))
"""
    stand_in(monkeypatch, tmp_path, code)
    modules = {str(name) for name in helper.ask("locks", {}, 20.0).answers}
    assert {name for name in modules if name.startswith("nsexplorer")} >= {"nsexplorer.helper.lock_trial", "nsexplorer.linux.nsfs"}
    strangers = {name for name in modules if name.partition(".")[0] not in sys.stdlib_module_names | {"nsexplorer", "sre_constants"}}
    assert not strangers
    ours = {name.split(".")[1] for name in modules if name.count(".") > 0 and name.startswith("nsexplorer.")}
    assert ours == {"helper", "linux"}
    assert not modules & {"asyncio", "dataclasses", "inspect", "logging", "signal", "socket", "subprocess", "threading"}, "start-up counts"


def test_where_it_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = """
import json, os
fds = sorted(set(os.listdir("/proc/self/fd")), key=int)[:-1]
print(json.dumps(["answer", [os.getcwd(), fds, os.getsid(0) == os.getpid()]]) + '\\n["end"]')
"""
    stand_in(monkeypatch, tmp_path, code)
    with open("/dev/null") as inherited:
        os.set_inheritable(inherited.fileno(), True)
        assert helper.ask("locks", {}, 20.0).answers == [["/", ["0", "1", "2"], True]]


@pytest.mark.usefixtures("_fuse")
def test_a_helper_that_is_stopped_ends_at_the_deadline() -> None:
    """What came before is kept. The helper cannot see to it itself: it does not run."""
    others = set(children())
    with process("mnt") as held:
        held.do(f"sys.path.append({str(CHECKOUT / 'tests' / 'lab')!r})")
        held.do("import silent_fuse")
        held.do("tmpfs('/tmp', 'own'); bind('/proc/self/ns/net', '/tmp/net'); os.mkdir('/tmp/f'); silent_fuse.mount('/tmp/f', 0)")
        held.do("silent_fuse.fall_silent()")
        stopped = []

        def stop() -> None:
            pid = wait_for_helper()
            while not children(pid):  # the one that is stuck: the first answer is out then
                time.sleep(0.002)
            os.kill(pid, signal.SIGSTOP)
            stopped.append(pid)

        thread = threading.Thread(target=stop)
        thread.start()
        before = time.monotonic()
        answers = ask_namespace_files([Route(held.pid, (), path) for path in ("/tmp/net", "/tmp/f/x", "/tmp/net")], 2.0)
        took = time.monotonic() - before
        thread.join()
        assert len(stopped) == 1 and 1.5 < took < 10
        assert isinstance(answers[0], NamespaceFile)
        assert answers[1:] == [Refusal("late", "no answer within the deadline")] * 2
        reap_orphans({held.pid, *others})


@pytest.mark.usefixtures("_fuse")
def test_the_helper_and_its_child_end_with_who_asked() -> None:
    with process("mnt") as held:
        held.do(f"sys.path.append({str(CHECKOUT / 'tests' / 'lab')!r})")
        held.do("import silent_fuse")
        held.do("tmpfs('/tmp', 'own'); os.mkdir('/tmp/f'); silent_fuse.mount('/tmp/f', 0); silent_fuse.fall_silent()")
        code = f"from nsexplorer.helper.ask import *; ask_namespace_files([Route({held.pid}, (), '/tmp/f/x')], 100.0)"
        asking = subprocess.Popen([sys.executable, "-c", code], env={"PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1"})
        pid = wait_for_helper(asking.pid)
        while not children(pid):
            time.sleep(0.002)
        below = [*children(pid), pid]
        asking.kill()
        asking.wait()
        for orphan in below:
            assert ended(orphan) == signal.SIGKILL


def ended(pid: int, seconds: float = 10.0) -> int:
    """The signal that ended an orphan, which became our child."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            time.sleep(0.01)  # not ours yet
            continue
        if found:
            return os.WTERMSIG(status)
        time.sleep(0.01)
    raise AssertionError(f"{pid} lives on")


def reap_orphans(others: set[int]) -> None:
    """Wait for the killed children of a killed helper: this process has adopted them, as init would have."""
    for pid in children():
        if pid not in others:
            assert ended(pid) == signal.SIGKILL


def test_nobody_inside_can_trace_the_helper(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It brings descriptors from outside along: it must not be dumpable when it joins (CVE-2016-9962)."""
    main = Path(helper.MAIN).read_text()
    get_dumpable = "__import__('ctypes').CDLL(None).prctl(3, 0, 0, 0, 0)"
    code = main.replace('import_module(f"nsexplorer.helper.jobs.{job}").run(request)', f"wire.answer({get_dumpable})")
    assert code != main
    stand_in(monkeypatch, tmp_path, code)
    assert helper.ask("locks", {}, 20.0) == helper.Outcome([0], None)


def test_many_at_once_from_threads() -> None:
    answers: list[object] = []

    def ask() -> None:
        answers.extend(ask_namespace_files([Route(None, (), "/nonexistent")] * 3, 20.0))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [Refusal("vanished", "looking up /nonexistent: No such file or directory", "open", "ENOENT")] * 24
