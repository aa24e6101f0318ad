"""Why there is no session, or not all of one: in the words of `doctor`, which knows the layers that may refuse."""

from nsexplorer import api
from nsexplorer.cli.diagnostics import Failure, Status, tell
from nsexplorer.sessions.errors import Refused
from nsexplorer.sessions.plan import Plan

DECISIVE = ("user-namespace", "rights-inside")


def tell_single(plan: Plan) -> None:
    """Say so where one id alone can be mapped, what will not work, and what to do about it."""
    lacking = plan.uid.lacking or plan.gid.lacking
    if lacking is not None:
        advice = "`nsexplorer doctor` says how to get more"
        tell(f"unshare: only your own id is mapped: {lacking}; chown to others and unpacking most images fail with EINVAL; {advice}")


def refused(name: str, error: Refused) -> Failure:
    """The failure to end with."""
    try:
        _, checks = api.doctor(api.capture())
    except Exception:  # what explains a failure must not hide it
        checks = ()
    for check in checks:
        if check.id in DECISIVE and check.state == "fault":
            fix = next((each.command or each.text for each in check.fix), None)
            return Failure(Status.NOT_PERMITTED, name, check.text, fix)
    return Failure(Status.NOT_PERMITTED, name, api.reason_of(error.refusal))
