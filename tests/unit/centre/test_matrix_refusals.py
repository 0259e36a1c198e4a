"""Every code that the workflow refuses with, met through the door, and two at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from domain.codes import Role
from tests import town
from tests.house import Caller, caller, house
from tests.town import DAY, HOUR, MONDAY
from tests.unit.centre.matrix_cases import NOTE, PHOTOS, WAYS, Step, walked

UNITS = {"department": "hw", "street": "T01"}
DOMAIN = Path(__file__).parents[3] / "domain"
#: Codes that the town's door cannot be brought to, and why.
ELSEWHERE = {
    "no-state-before": "every case whose void is asked has a state before",
    "same-calendar": "needs a calendar that was followed by another",
    "component-unknown": "the town has no register of components",
    "component-elsewhere": "the town has no register of components",
}


class No(NamedTuple):
    """`code` with `status`, to `role` for `command` on a case that went `steps`."""

    code: str
    status: int
    role: str
    command: str
    body: dict[str, Any]
    steps: tuple[Step, ...] = ()
    case: dict[str, Any] = {}
    after: int = 0  # ms later


W = WAYS
B03 = ("bounce", {"reason": "B03", **NOTE})
B01 = ("bounce", {"reason": "B01", **NOTE})
SEND_HW = ("redispatch", {"department": "hw"})
APPROVE = ("approve-bounce", {})
ONCE = (*W["DISPATCHED"], B03, APPROVE)
EXTEND = (("ask-extension", {"reason": "E01"}), ("approve-extension", {}))
LONG = ("ask-suspension", {"reason": "H01", "wake": MONDAY + 31 * DAY})
LATE = (
    *W["HANDLING"], ("feed-back", PHOTOS | {"after": 12 * DAY}),
    ("send-check", {}), ("pass-check", PHOTOS), ("close", {}),
)  # fmt: skip

NOS = (
    No("wrong-state", 409, "dispatcher", "recall", {}),
    No("role-not-allowed", 403, "officer", "accept", {}),
    No("not-your-case", 409, "department", "take", {},
       (*W["DISPATCHED"], B03, APPROVE, ("redispatch", {"department": "cg"}))),
    No("reason-wrong", 422, "department", "bounce", {"reason": "E01", **NOTE},
       W["HANDLING"]),
    No("note-missing", 422, "leader", "send-back", {"note": "  "}, W["ACCEPTED"]),
    No("photo-missing", 422, "department", "feed-back", {}, W["HANDLING"]),
    No("verify-first", 409, "acceptance", "accept", {}, (), {"source": "public"}),
    No("subclass-missing", 409, "acceptance", "accept", {}, (), {"subclass": ""}),
    No("grid-missing", 409, "acceptance", "accept", {}, (),
       {"grid": "", "street": "T01"}),
    No("grid-unknown", 422, "acceptance", "accept", {"grid": "T09"}),
    No("street-unknown", 422, "acceptance", "accept", {"street": "T09"}),
    No("target-not-open", 409, "acceptance", "merge", {"target": "nobody"}),
    No("not-similar", 409, "acceptance", "merge", {"target": "$other"}),
    No("not-self-handled", 409, "acceptance", "confirm-self-handled", {}),
    No("already-bounced", 409, "dispatcher", "send-back", NOTE, ONCE),
    No("bounced-before", 409, "dispatcher", "dispatch", {"department": "hw"}, ONCE),
    No("never-bounced", 409, "dispatcher", "redispatch", {"department": "hw"},
       W["FILED"]),
    No("department-unknown", 422, "dispatcher", "dispatch", {"department": "xx"},
       W["FILED"]),
    No("department-twice", 422, "dispatcher", "dispatch",
       {"department": "hw", "co": ["hw"]}, W["FILED"]),
    No("deadline-not-yours", 403, "dispatcher", "dispatch",
       {"department": "hw", "deadline": MONDAY + HOUR}, W["FILED"]),
    No("forced", 409, "department", "bounce", B03[1],
       (*W["RETURN_REQ"], ("force-assign", {"department": "hw", **NOTE}))),
    No("second-bounce", 409, "dispatcher", "approve-bounce", {},
       (*ONCE, SEND_HW, B03)),
    No("our-error", 409, "dispatcher", "approve-bounce", {}, (*W["DISPATCHED"], B01)),
    No("too-early", 409, "leader", "force-assign", NOTE, (*W["DISPATCHED"], B03)),
    No("no-backstop", 409, "leader", "force-assign", NOTE, W["RETURN_REQ"],
       {"grid": "T02001001"}),
    No("no-deadline", 409, "department", "ask-extension", {"reason": "E01"},
       W["HANDLING"], {"subclass": "0199"}),
    No("overdue", 409, "department", "ask-extension", {"reason": "E01"},
       W["HANDLING"], {}, 12 * DAY),
    No("already-asked", 409, "department", "ask-extension", {"reason": "E01"},
       (*W["HANDLING"], EXTEND[0])),
    No("extensions-used", 409, "department", "ask-extension", {"reason": "E01"},
       (*W["HANDLING"], *EXTEND, *EXTEND)),
    No("not-asked", 409, "leader", "approve-extension", {}, W["HANDLING"]),
    No("commander-only", 409, "leader", "approve-extension", {},
       (*W["HANDLING"], *EXTEND, EXTEND[0])),
    No("commander-only", 409, "dispatcher", "approve-suspension", {},
       (*W["HANDLING"], LONG)),
    No("wake-in-past", 409, "department", "ask-suspension",
       {"reason": "H01", "wake": MONDAY}, W["HANDLING"]),
    No("wake-too-far", 409, "department", "ask-suspension",
       {"reason": "H01", "wake": MONDAY + 366 * DAY}, W["HANDLING"]),
    No("suspensions-used", 409, "department", "ask-suspension",
       {"reason": "H01", "wake": MONDAY + 3 * DAY}, (*W["HUNG"], ("resume", {}))),
    No("exact-already", 409, "system", "recompute-deadline", {}, W["HANDLING"]),
    No("own-work", 409, "officer", "pass-check", PHOTOS, W["CHECKING"]),
    No("not-urged", 409, "department", "answer-urge", NOTE, W["HANDLING"]),
    No("not-overdue", 409, "department", "appeal", NOTE, W["CLOSED"]),
    No("appealed-already", 409, "department", "appeal", NOTE,
       (*LATE, ("appeal", NOTE))),
    No("no-appeal", 409, "dispatcher", "rule-appeal", {"upheld": True}, LATE),
    No("too-long-ago", 409, "system", "recur", {}, W["CLOSED"], {}, 31 * DAY),
)  # fmt: skip
#: Reports that are refused: there is no case yet.
REPORTS = (
    ("source-not-yours", 403, "officer", {"source": "public"}),
    ("role-not-allowed", 403, "leader", {}),
    ("place-missing", 422, "officer", {"grid": ""}),
    ("place-outside", 422, "officer", {"grid": "", "lon": 1.0, "lat": 1.0}),
    ("grid-unknown", 422, "officer", {"grid": "T09"}),
    ("street-unknown", 422, "officer", {"grid": "", "street": "T09"}),
    ("subclass-unknown", 422, "officer", {"subclass": "9999"}),
)
#: Those that the door itself or its order of questions is the first to give.
BY_THE_DOOR = {"case-unknown", "not-your-area"}


def codes() -> set[str]:
    """Every code in the domain's source."""
    found: set[str] = set()
    for path in [DOMAIN / "decide.py", *DOMAIN.glob("decisions/*.py")]:
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'Refused\(\s*"([a-z-]+)"', text))
    return found


def test_no_code_of_the_workflow_is_left_out() -> None:
    met = {no.code for no in NOS} | {code for code, *_ in REPORTS}
    assert codes() == met | BY_THE_DOOR | ELSEWHERE.keys()


async def other(door: Caller) -> str:
    """A case of another kind."""
    case: str = (await door.report(subclass="0402"))["case"]
    return case


@pytest.mark.parametrize("no", NOS, ids=lambda no: f"{no.code}-{no.command}")
async def test_the_workflows_no(no: No, tmp_path: Path) -> None:
    async with house(tmp_path) as centre, caller(centre) as door:
        receipt = await walked(door, no.steps, **no.case)
        body = dict(no.body)
        if body.get("target") == "$other":
            body["target"] = await other(door)
        by = town.actor(Role(no.role), UNITS.get(no.role, ""))
        if no.code == "own-work":
            by = town.actor(Role.OFFICER, name=town.SYSTEM.id)
        before = centre.house.board.state.seq
        more = {"Gridwall_At": str(MONDAY + no.after)} if no.after else {}
        answer = await door.post(
            f"/cases/{receipt['case']}/{no.command}",
            body,
            by=by,
            version=(receipt["case"], receipt["version"]),
            **more,
        )
        assert (answer.status_code, answer.json()["code"]) == (no.status, no.code)
        assert answer.json()["detail"]
        assert centre.house.board.state.seq == before


@pytest.mark.parametrize(("code", "status", "role", "more"), REPORTS)
async def test_a_report_that_will_not_do(
    code: str, status: int, role: str, more: dict[str, Any], tmp_path: Path
) -> None:
    body = {"source": "officer", "title": "坑", "subclass": "0101",
            "grid": "T01001001"}  # fmt: skip
    async with house(tmp_path) as centre, caller(centre) as door:
        answer = await door.post("/cases", body | more, by=town.actor(Role(role)))
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert centre.house.board.state.seq == 0


async def test_of_two_supervisors_on_one_case_the_second_is_told_who_and_when(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as centre, caller(centre) as door:
        receipt = await walked(door, W["HANDLING"])
        version = (receipt["case"], receipt["version"])
        path = f"/cases/{receipt['case']}/urge"
        first = await door.post(
            path, by=town.actor(Role.SUPERVISOR, name="zhou"), version=version,
            Gridwall_At=str(MONDAY + HOUR),
        )  # fmt: skip
        second = await door.post(
            path, by=town.actor(Role.SUPERVISOR, name="wu"), version=version
        )
        assert (first.status_code, second.status_code) == (200, 412)
        problem = second.json()
        assert problem["code"] == "version-stale"
        assert problem["version"] == receipt["version"] + 1
        assert (problem["actor"]["id"], problem["at"]) == ("zhou", MONDAY + HOUR)
        assert problem["what"] == "Urged"
        again = await door.post(
            path,
            by=town.actor(Role.SUPERVISOR, name="wu"),
            version=(receipt["case"], problem["version"]),
        )
        assert again.status_code == 200
        assert again.json()["records"][0]["event"]["level"] == 2
