"""The HTTP door described for programs: OpenAPI 3.1, made of the command table.

`GET /openapi.json`; the schemas are msgspec's own, so they cannot drift from what is
decoded and encoded.
"""

from __future__ import annotations

from inspect import cleandoc
from typing import Any, Final, Literal

import msgspec

from centre.clock import LAST, Reading
from centre.doors.commands import IF_MATCH, KEY, Receipt
from centre.doors.letters import Revived
from centre.doors.me import Me
from centre.doors.photos import Kept
from centre.doors.shelf import Listing
from centre.doors.standing import Grids, Health, Setting
from centre.outbox.outbox import OutboxReport
from centre.photos.album import Placed
from centre.photos.probe import MEDIA
from centre.photos.store import NAME
from centre.problems import CONTENT_TYPE
from domain.codes import Role
from domain.commands import COMMANDS, Report, slug
from domain.events import Record
from domain.place import Place
from domain.state import Case
from domain.views.around import Similar
from domain.workflow import rows_of

Json = dict[str, Any]
REF: Final = "#/components/schemas/{name}"
_STRING: Final[Json] = {"type": "string"}
#: Statuses of problems, and when they come.
_PROBLEMS: Final = {
    400: "The request is malformed.",
    401: "No token, or a wrong one.",
    403: "The role or the unit may not.",
    404: "No such thing, or none that is shown to this account.",
    405: "Not this method.",
    408: "The body did not come in time.",
    409: "The workflow refuses; `code` says why.",
    412: "The case is at another version by now.",
    413: "The body is too large.",
    415: "The body is of another type.",
    422: "The body says what cannot be.",
    428: "If-Match is missing.",
    429: "Too many a minute, or too many wrong tokens; see Retry-After.",
    431: "The headers are too large.",
    503: "Not now; see Retry-After.",
}
_ALWAYS: Final = (400, 401, 403, 405, 429, 431)
_COMMAND: Final = (*_ALWAYS, 409, 413, 415, 422, 503)


class ProblemBody(msgspec.Struct, frozen=True):
    """RFC 9457; `code` is stable. A stale version adds what happened meanwhile."""

    type: str
    title: str
    status: int
    code: str
    detail: str


class CaseBody(msgspec.Struct, frozen=True):
    """A case, its full history, and its photos by stage: the check's beside the first.

    Stages are report, verify, feed-back and check; those without photos are left out.
    `similar`, at intake: open cases that it may be merged into.
    """

    case: Any
    records: list[Record]
    photos: dict[str, list[Placed]]
    similar: list[Similar]


class PageBody(msgspec.Struct, frozen=True):
    """Some cases, the cursor of the next page, and the number of the last record."""

    cases: list[Any]
    next: str | None
    head: int


def document(version: str, *, tokens: bool, simulated: bool) -> Json:
    """The description of a centre, with or without tokens and a simulated clock."""
    bodies = [*COMMANDS.values(), Setting]
    answers = [
        Receipt,
        Place,
        Grids,
        Health,
        Reading,
        ProblemBody,
        Record,
        Kept,
        OutboxReport,
        Revived,
        Me,
    ]
    _, components = msgspec.json.schema_components(
        [*bodies, *answers, CaseBody, PageBody], ref_template=REF
    )
    components["CaseShown"] = _case(components)
    components["CaseBody"]["properties"]["case"] = _ref("CaseShown")
    components["PageBody"]["properties"]["cases"]["items"] = _ref("CaseShown")
    for command in COMMANDS.values():
        _untag(components[command.__name__])
    for schema in components.values():
        if "description" in schema:
            schema["description"] = cleandoc(schema["description"])
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "gridwall centre",
            "version": version,
            "description": "Cases of urban grid management: commands and questions.",
        },
        "paths": _paths(simulated=simulated),
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}] if tokens else [],
    }


def _ref(name: str) -> Json:
    return {"$ref": REF.format(name=name)}


def _untag(schema: Json) -> None:
    """The path says which command it is, not the body."""
    del schema["properties"]["command"]
    schema["required"] = [r for r in schema["required"] if r != "command"]


def _case(components: Json) -> Json:
    """A case is an array in snapshots; here it has names, and no nulls."""
    fields = {f.name: f for f in msgspec.structs.fields(Case)}
    types = [field.type for field in fields.values()]
    schemas, more = msgspec.json.schema_components(types, ref_template=REF)
    for name, schema in more.items():
        components.setdefault(name, schema)
    return {
        "title": "CaseShown",
        "description": "A case as it stands; fields that are null are left out.",
        "type": "object",
        "properties": dict(zip(fields, schemas, strict=True)),
        "required": [name for name, field in fields.items() if field.required],
        "additionalProperties": False,
    }


def _paths(*, simulated: bool) -> Json:
    headers = _of_command(simulated=simulated)
    paths: Json = {
        "/cases": {"post": _report(headers), "get": _page()},
        "/cases/{case}": {"get": _one()},
        "/photos": {"post": _take_photo()},
        "/photos/{photo}": {"get": _photo("The photo as it came.", *MEDIA.values())},
        "/photos/{photo}/thumb": {
            "get": _photo("A small upright picture of it, without EXIF.", "image/jpeg")
        },
        "/profile": {"get": _get("The place, but for its grids.", "Place")},
        "/profile/grids": {"get": _get("The place's unit grids.", "Grids")},
        "/clock": {
            "get": _get("What the centre's clock shows.", "Reading"),
            "put": _set_clock(),
        },
        "/outbox": {
            "get": _get("What is owed to the notified.", "OutboxReport", more=(404,))
        },
        "/outbox/{letter}/retry": {"post": _retry()},
        "/healthz": {"get": _get("How the centre is.", "Health", who=False)},
        "/me": {"get": _get("Who the centre takes you for.", "Me")},
        "/openapi.json": {"get": _self()},
    }
    for word, command in COMMANDS.items():
        if command is not Report:
            paths[f"/cases/{{case}}/{word}"] = {"post": _command(word, headers)}
    return paths


def _operation(
    summary: str, answer: Json, problems: tuple[int, ...], parameters: list[Json]
) -> Json:
    responses = {str(status): _problem(status) for status in sorted(problems)}
    return {
        "summary": summary,
        "parameters": parameters,
        "responses": {**answer, **responses},
    }


def _problem(status: int) -> Json:
    return {
        "description": _PROBLEMS[status],
        "content": {CONTENT_TYPE: {"schema": _ref("ProblemBody")}},
    }


def _answer(schema: str, status: int = 200, headers: Json | None = None) -> Json:
    content = {"application/json": {"schema": _ref(schema)}}
    described = {"description": "It is so.", "content": content}
    return {str(status): described | ({"headers": headers} if headers else {})}


def _body(schema: str) -> Json:
    content = {"application/json": {"schema": _ref(schema)}}
    return {"required": True, "content": content}


def _parameter(
    place: Literal["header", "path", "query"],
    name: str,
    schema: Json,
    *,
    required: bool = False,
) -> Json:
    return {"name": name, "in": place, "required": required, "schema": schema}


def _who() -> list[Json]:
    visible = _STRING | {"pattern": "^[!-~]{0,64}$"}
    roles = _STRING | {"enum": sorted(Role)}
    return [
        _parameter("header", "Gridwall-Role", roles),
        _parameter("header", "Gridwall-Unit", visible),
        _parameter("header", "Gridwall-Actor", visible),
        _parameter("header", "Gridwall-Terminal", visible),
        _parameter("header", "Gridwall-Break-Glass", _STRING),
    ]


def _of_command(*, simulated: bool) -> list[Json]:
    key = _STRING | {"pattern": f"^{KEY}$"}
    headers = [*_who(), _parameter("header", "Idempotency-Key", key, required=True)]
    if simulated:
        at = {"type": "integer", "minimum": 0, "maximum": LAST}
        headers.append(_parameter("header", "Gridwall-At", at))
    return headers


def _of_case() -> Json:
    return _parameter(
        "path", "case", _STRING | {"minLength": 1, "maxLength": 64}, required=True
    )


def _receipt(status: int) -> Json:
    headers = {
        "ETag": {"required": True, "schema": _STRING},
        "Location": {"required": True, "schema": _STRING},
        "Idempotency-Replayed": {"schema": _STRING | {"enum": ["true"]}},
    }
    return _answer("Receipt", status, headers)


def _report(headers: list[Json]) -> Json:
    words = rows_of(Report)[0]
    summary = f"{words.zh} {words.en}: a new case"
    operation = _operation(summary, _receipt(201), _COMMAND, headers)
    return operation | {"operationId": slug(Report), "requestBody": _body("Report")}


def _command(word: str, headers: list[Json]) -> Json:
    command = COMMANDS[word]
    words = rows_of(command)[0]
    match = _STRING | {"pattern": f"^{IF_MATCH}$"}
    parameters = [
        _of_case(),
        *headers,
        _parameter("header", "If-Match", match, required=True),
    ]
    problems = (*_COMMAND, 404, 412, 428)
    summary = f"{words.zh} {words.en}"
    operation = _operation(summary, _receipt(200), problems, parameters)
    return operation | {
        "operationId": word,
        "requestBody": _body(command.__name__),
    }


def _page() -> Json:
    fields = msgspec.structs.fields(Listing)
    schemas, _ = msgspec.json.schema_components(
        [f.type for f in fields], ref_template=REF
    )
    parameters = [
        _parameter("query", field.name, schema)
        for field, schema in zip(fields, schemas, strict=True)
    ]
    summary = cleandoc(Listing.__doc__ or "")
    problems = (*_ALWAYS, 422)
    return _operation(summary, _answer("PageBody"), problems, [*parameters, *_who()])


def _one() -> Json:
    headers = {"ETag": {"required": True, "schema": _STRING}}
    return _operation(
        "A case, by id or number, with its full history.",
        _answer("CaseBody", headers=headers),
        (*_ALWAYS, 404),
        [_of_case(), *_who()],
    )


def _take_photo() -> Json:
    problems = (*_ALWAYS, 408, 413, 415, 422, 503)
    headers = {"Location": {"required": True, "schema": _STRING}}
    operation = _operation(
        "Keep a photo: JPEG, PNG or WebP, at most 8 MiB. The same bytes are the same "
        "photo, so it may be sent again.",
        _answer("Kept", 201, headers),
        problems,
        _who(),
    )
    content: Json = {media: {"schema": {}} for media in MEDIA.values()}
    return operation | {"requestBody": {"required": True, "content": content}}


def _photo(summary: str, *media: str) -> Json:
    name = _STRING | {"pattern": f"^{NAME}$"}
    headers = {"ETag": {"required": True, "schema": _STRING}}
    content: Json = {one: {"schema": {}} for one in media}
    described = {"description": "This is it.", "content": content, "headers": headers}
    same = {"description": "If-None-Match names it.", "headers": headers}
    return _operation(
        summary,
        {"200": described, "304": same},
        (*_ALWAYS, 404),
        [_parameter("path", "photo", name, required=True), *_who()],
    )


def _get(
    summary: str, schema: str, *, who: bool = True, more: tuple[int, ...] = ()
) -> Json:
    problems = (*_ALWAYS, *more) if who else (405, 431)
    operation = _operation(summary, _answer(schema), problems, _who() if who else [])
    return operation if who else operation | {"security": []}


def _retry() -> Json:
    number = {"type": "integer", "minimum": 1, "maximum": 10**15 - 1}
    letter = _parameter("path", "letter", number, required=True)
    problems = (*_ALWAYS, 404, 409, 503)
    summary = "Try a dead letter anew (roles ops, leader, commander, admin)."
    return _operation(summary, _answer("Revived"), problems, [letter, *_who()])


def _set_clock() -> Json:
    problems = (*_ALWAYS, 409, 413, 415, 422)
    operation = _operation(
        "Move a simulated clock (role system).", _answer("Reading"), problems, _who()
    )
    return operation | {"requestBody": _body("Setting")}


def _self() -> Json:
    content = {"application/json": {"schema": {"type": "object"}}}
    answer = {"200": {"description": "This.", "content": content}}
    return _operation("This description.", answer, (405, 431), []) | {"security": []}
