"""`sessions`, `end`, and sessions as targets, on real sessions of an ordinary user."""

import json
import os
import re
from typing import Any

from tests.sessions.running import Person

LEAVING = "mount -t tmpfs kept /mnt; sleep 1000 >/dev/null 2>&1 & unshare --user sleep 1001 >/dev/null 2>&1 & sleep 0.2"


def listed(person: Person) -> list[dict[str, Any]]:
    done = person.nsexplorer("sessions", "--json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["sessions"]
    return found


def test_what_is_left_is_listed_and_ended(person: Person) -> None:
    assert person.nsexplorer("unshare", "--name", "lab", "sh", "-c", LEAVING).returncode == 0
    (session,) = listed(person)
    assert (session["name"], session["kept"], session["mounts"]) == ("lab", False, 1)
    assert sorted(each["command"] for each in session["processes"]) == ["sleep", "sleep"]
    asked = person.nsexplorer("end", "lab")
    assert (asked.returncode, asked.stderr) == (
        2,
        "nsexplorer: lab: there is no terminal to ask on; add --yes to end it without being asked\n",
    )
    ended = person.nsexplorer("end", "lab", "--yes")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "session lab has ended\n", "")
    assert (listed(person), person.records, person.processes()) == ([], [], [])
    again = person.nsexplorer("end", "lab", "--yes")
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr.startswith("nsexplorer: lab: no session of that name lives; ")


def test_a_kept_session_outlives_its_command(person: Person) -> None:
    for options in ([], ["--pid"]):
        assert person.nsexplorer("unshare", "--name", "lab", "--keep", *options, "true").returncode == 0
        (session,) = listed(person)
        assert (session["kept"], session["processes"]) == (True, [])
        taken = person.nsexplorer("unshare", "--name", "lab", "true")
        assert taken.returncode == 125
        assert "a session of that name lives" in taken.stderr
        assert person.nsexplorer("end", "session:lab", "--yes").returncode == 0
        assert (person.records, person.processes()) == ([], [])


def test_what_ignores_the_question_is_killed(person: Person) -> None:
    script = "trap '' TERM; (while :; do sleep 1; done) >/dev/null 2>&1 & true"
    assert person.nsexplorer("unshare", "--name", "lab", "sh", "-c", script).returncode == 0
    assert person.nsexplorer("end", "lab", "--yes").returncode == 0
    assert (person.records, person.processes()) == ([], [])


def test_its_namespaces_have_its_name(person: Person) -> None:
    person.nsexplorer("unshare", "--name", "lab", "--keep", "--net", "mount", "-t", "tmpfs", "mine", "/mnt")
    (session,) = listed(person)
    rows = json.loads(person.nsexplorer("ls", "--json").stdout)["namespaces"]
    named = {row["type"]: row["id"] for row in rows if row["name"] == "session:lab"}
    assert named == session["namespaces"]
    assert set(named) == {"user", "mnt", "net"}
    shown = json.loads(person.nsexplorer("mounts", "session:lab", "--json").stdout)
    assert shown["namespace"] == session["namespaces"]["mnt"]
    assert "mine" in [row["source"] for row in shown["mounts"]]
    assert person.nsexplorer("mounts", "session:lob").stderr.endswith("did you mean session:lab?\n")
    assert person.nsexplorer("end", "lab", "--yes").returncode == 0


def test_inside_the_host_is_the_host(person: Person) -> None:
    """Typed inside, `compare host self` shows the host against the session."""
    inside = "mount -t tmpfs mine /mnt; {0} compare host self --json; {0} mounts host --json"
    done = person.nsexplorer("unshare", "sh", "-c", inside.format(person.program))
    compared, mounts = (json.loads("{" + part) for part in re.split(r"^\{(?=\"schema\")", done.stdout, flags=re.MULTILINE)[1:])
    only = [row["b"] for row in compared["aspects"]["mounts"] if row["a"] is None]
    assert [row["source"] for row in only] == ["mine"]
    assert {row["target"] for row in mounts["mounts"]} >= {"/", "/proc"}
    assert "mine" not in [row["source"] for row in mounts["mounts"]]


def test_a_session_does_not_end_itself(person: Person) -> None:
    done = person.nsexplorer("unshare", "--name", "lab", "sh", "-c", f"{person.program} end lab --yes; echo still here")
    assert done.stdout == "still here\n"
    assert done.stderr.startswith("nsexplorer: lab: you are in it; ")


def test_stale_and_forged_records_are_not_followed(person: Person) -> None:
    """A record whose processes are others by now, one that points at the host, one of somebody else, a link, nonsense."""
    person.nsexplorer("unshare", "--name", "real", "--keep", "true")
    place = person.base / "run" / "nsexplorer"
    record = json.loads((place / "real.json").read_text())
    own = {kind: os.readlink(f"/proc/self/ns/{kind}") for kind in ("user", "mnt")}
    forged = {
        "stale": record | {"anchors": [[pid, start + 1] for pid, start in record["anchors"]], "nsids": {}},
        "host": record | {"namespaces": own, "anchors": [[os.getpid(), 1]]},
        "other": record | {"nsids": {kind: number + 1000000 for kind, number in record["nsids"].items()}},
        "nonsense": {"since": "yesterday"},
    }
    for name, document in forged.items():
        (place / f"{name}.json").write_text(json.dumps(document))
        os.chown(place / f"{name}.json", person.user.pw_uid, person.user.pw_gid)
    (place / "link.json").symlink_to("real.json")
    if os.geteuid() == 0:
        (place / "roots.json").write_text(json.dumps(record))
    allowed = {"real"} if record["nsids"] else {"real", "other"}
    assert {each["name"] for each in listed(person)} == allowed
    for name in forged:
        if name not in allowed:
            assert person.nsexplorer("end", name, "--yes").returncode == 2
    assert person.nsexplorer("end", "real", "--yes").returncode == 0


def test_holders_names_the_session(person: Person) -> None:
    assert person.nsexplorer("unshare", "--name", "lab", "sh", "-c", "cd /var/tmp; sleep 1000 >/dev/null 2>&1 & sleep 0.1").returncode == 0
    done = person.nsexplorer("holders", "/var/tmp", "--json")
    found = [row for row in json.loads(done.stdout)["holders"] if row["session"] == "lab"]
    assert [(row["reason"], row["command"]) for row in found] == [("cwd", "sleep")]
    assert found[0]["fix"][-1]["command"] == "nsexplorer end lab"
    assert ", session lab)" in person.nsexplorer("holders", "/var/tmp").stdout
    assert person.nsexplorer("end", "lab", "--yes").returncode == 0
