"""Cases walked into every state through the door, as the system, for the matrix."""

from __future__ import annotations

from typing import Any, Final

from tests import town
from tests.house import Caller
from tests.town import DAY, MONDAY

Receipt = dict[str, Any]
Step = tuple[str, dict[str, Any]]
PHOTOS: Final = {"photos": ["demo/1"]}
NOTE: Final = {"note": "说明"}

_FILED: Final[tuple[Step, ...]] = (("accept", {}), ("file", {}))
_SENT: Final = (*_FILED, ("dispatch", {"department": "hw"}))
_HELD: Final = (*_SENT, ("take", {}))
#: No owner: forced assignment is open after the first.
_BOUNCED: Final = (*_HELD, ("bounce", {"reason": "B04", **NOTE}))
_HANG: Final = (*_HELD, ("ask-suspension", {"reason": "H01", "wake": MONDAY + 3 * DAY}))
_BACK: Final = (*_HELD, ("feed-back", PHOTOS))
_CHECK: Final = (*_BACK, ("send-check", {}))
_CHECKED: Final = (*_CHECK, ("pass-check", PHOTOS))
_CLOSED: Final = (*_CHECKED, ("close", {}))
#: The steps from a report into each state.
WAYS: Final[dict[str, tuple[Step, ...]]] = {
    "REPORTED": (),
    "VERIFYING": (("send-verify", {}),),
    "ACCEPTED": _FILED[:1],
    "FILED": _FILED,
    "DISPATCHED": _SENT,
    "HANDLING": _HELD,
    "RETURN_REQ": _BOUNCED,
    "HANG_REQ": _HANG,
    "HUNG": (*_HANG, ("approve-suspension", {})),
    "FED_BACK": _BACK,
    "CHECKING": _CHECK,
    "CHECKED": _CHECKED,
    "VOID_REQ": (*_FILED, ("ask-void", {"reason": "V01"})),
    "CLOSED": _CLOSED,
    "VOIDED": (("accept", {}), ("refuse-to-file", {"reason": "V01"})),
}
_AGAIN: Final = (*_BOUNCED, ("approve-bounce", {}))
_LATE: Final = (
    *_HELD, ("feed-back", PHOTOS | {"after": 12 * DAY}), *_CLOSED[len(_BACK):],
)  # fmt: skip
#: Where a command needs more of a case than its state.
SPECIAL: Final[dict[tuple[str, str], tuple[Step, ...]]] = {
    ("redispatch", "FILED"): _AGAIN,
    ("force-assign", "FILED"): _AGAIN,
    ("approve-extension", "HANDLING"): (*_HELD, ("ask-extension", {"reason": "E01"})),
    ("reject-extension", "HANDLING"): (*_HELD, ("ask-extension", {"reason": "E01"})),
    ("appeal", "CLOSED"): _LATE,
    ("rule-appeal", "CLOSED"): (*_LATE, ("appeal", NOTE)),
}
#: A body that nothing is wrong with.
BODIES: Final[dict[str, dict[str, Any]]] = {
    "verify": {"genuine": True, **PHOTOS},
    "refuse": {"reason": "V01"},
    "refuse-to-file": {"reason": "V01"},
    "send-back": NOTE,
    "dispatch": {"department": "hw"},
    "bounce": {"reason": "B03", **NOTE},
    "reject-bounce": NOTE,
    "force-assign": NOTE,
    "redispatch": {"department": "cg"},
    "assign": {"handler": "小王"},
    "ask-extension": {"reason": "E01"},
    "ask-suspension": {"reason": "H01", "wake": MONDAY + 3 * DAY},
    "reject-suspension": NOTE,
    "feed-back": PHOTOS,
    "pass-check": PHOTOS,
    "fail-check": {"reason": "K01"},
    "return-to-check": NOTE,
    "special-close": NOTE,
    "ask-void": {"reason": "V01"},
    "reject-void": NOTE,
    "answer-urge": NOTE,
    "appeal": NOTE,
    "rule-appeal": {"upheld": True},
    "revisit": NOTE,
}


async def walked(door: Caller, steps: tuple[Step, ...], **report: Any) -> Receipt:
    """A case that has gone this way; `after` in a body: so much later."""
    receipt = await door.report(**report)
    return await walk(door, receipt, *steps)


async def walk(door: Caller, receipt: Receipt, *steps: Step) -> Receipt:
    """The steps on a case, as the system."""
    for word, body in steps:
        said = dict(body)
        after = said.pop("after", 0)
        at = receipt["records"][-1]["at"] + after
        more = {"Gridwall_At": str(at)} if after else {}
        receipt = await door.do(receipt, word, said, by=town.SYSTEM, **more)
    return receipt


async def ready(door: Caller, command: str, state: str) -> tuple[Receipt, Any]:
    """A case in the state that the command is right for, and the body for it."""
    body = dict(BODIES.get(command, {}))
    more: dict[str, Any] = {}
    if command == "merge":
        body["target"] = (await door.report())["case"]
    if command == "confirm-self-handled":
        more["self_handled"] = True
    steps = SPECIAL.get((command, state), WAYS[state])
    receipt = await walked(door, steps, **more)
    if command == "answer-urge":
        receipt = await walk(door, receipt, ("urge", {}))
    return receipt, body
