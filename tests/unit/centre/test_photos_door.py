"""Photos over HTTP: in, out, to whom; and what commands say of the ones they name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from centre.clock import RealClock
from centre.gateway import Gateway
from centre.tokens import Grant, Tokens, digest
from domain.codes import Role
from domain.events import Actor
from domain.photos import MAX_BYTES
from tests import town
from tests.camera import exif, picture
from tests.house import Caller, acting, caller, house

OFFICER = town.actor(Role.OFFICER, name="zhang")
DISPATCHER = town.actor(Role.DISPATCHER, name="wang")
SANITATION = town.actor(Role.DEPARTMENT, "hw", name="li")
CITY = town.actor(Role.DEPARTMENT, "cg")
#: The middle of the first unit grid, and a point 100 m east of it.
SPOT, NEAR = (121.400, 31.200), (121.40105, 31.200)
FAR = (121.410, 31.200)
#: An hour before the town's Monday.
TAKEN = "2026:09:21 08:00:00"
PHOTO = picture(exif=exif(at=NEAR, taken=TAKEN))
Json = dict[str, Any]


async def send(
    door: Caller, content: bytes, kind: str = "image/jpeg", by: Actor = OFFICER
) -> httpx.Response:
    headers = acting(by) | {"Content-Type": kind}
    return await door.client.post("/photos", content=content, headers=headers)


async def kept(door: Caller, content: bytes = PHOTO) -> str:
    answer = await send(door, content)
    assert answer.status_code == 201, answer.text
    name: str = answer.json()["sha256"]
    return name


async def get(door: Caller, path: str, by: Actor = OFFICER, **more: str) -> Any:
    headers = acting(by) | {k.replace("_", "-"): v for k, v in more.items()}
    return await door.client.get(path, headers=headers)


def code(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["code"]


async def checked(door: Caller, first: str, last: str) -> Json:
    """A case with a photo from its report and one from its check; the receipt."""
    receipt = await door.report(photos=[first])
    for command in ("accept", "file"):
        receipt = await door.do(receipt, command)
    receipt = await door.do(receipt, "dispatch", {"department": "hw"})
    receipt = await door.do(receipt, "take", by=SANITATION)
    receipt = await door.do(receipt, "feed-back", {"photos": [last]}, by=SANITATION)
    receipt = await door.do(receipt, "send-check")
    return await door.do(receipt, "pass-check", {"photos": [last]}, by=OFFICER)


async def test_a_photo_is_answered_by_its_content_and_what_it_says(
    door: Caller,
) -> None:
    first, again = await send(door, PHOTO), await send(door, PHOTO, "image/png")
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    name = sha256(PHOTO).hexdigest()
    assert first.headers["location"] == f"/photos/{name}"
    position = first.json().pop("position")
    assert position == {
        "lon": pytest.approx(NEAR[0], abs=1e-6),
        "lat": pytest.approx(NEAR[1], abs=1e-6),
    }
    assert first.json() | {"position": None} == {
        "sha256": name,
        "media_type": "image/jpeg",
        "bytes": len(PHOTO),
        "width": 64,
        "height": 48,
        "taken_at": town.MONDAY - town.HOUR,
        "position": None,
    }


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (b"", "image/jpeg", (422, "photo-none")),
        (b"not a photo at all", "image/jpeg", (422, "photo-none")),
        (PHOTO[:-40], "image/jpeg", (422, "photo-broken")),
        (picture("GIF"), "image/jpeg", (415, "photo-type")),
        (PHOTO, "application/json", (415, "photo-type")),
        (PHOTO, "image/gif", (415, "photo-type")),
        (PHOTO + bytes(MAX_BYTES), "image/jpeg", (413, "photo-too-large")),
        (picture("PNG", (8001, 8000), mode="1", colour="black"), "image/png",
         (422, "photo-too-many-pixels")),
    ],
    ids=lambda value: repr(value)[:32],
)  # fmt: skip
async def test_what_is_no_photo_of_ours_is_refused_and_not_kept(
    centre: Gateway,
    door: Caller,
    content: bytes,
    kind: str,
    expected: tuple[int, str],
) -> None:
    assert code(await send(door, content, kind)) == expected
    assert not centre.house.photos.folder.exists()


async def test_a_body_without_a_length_ends_at_the_limit(door: Caller) -> None:
    given: list[int] = []

    async def endless() -> AsyncIterator[bytes]:
        yield PHOTO
        while True:
            given.append(1 << 20)
            yield bytes(1 << 20)

    headers = acting(OFFICER) | {"Content-Type": "image/jpeg"}
    answer = await door.client.post("/photos", content=endless(), headers=headers)
    assert code(answer) == (413, "photo-too-large")
    assert sum(given) <= MAX_BYTES + (1 << 20)


async def test_the_largest_photo_is_taken(door: Caller) -> None:
    await kept(door, PHOTO + bytes(MAX_BYTES - len(PHOTO)))


async def test_who_may_not_command_sends_no_photo(door: Caller) -> None:
    for role in (Role.WATCH, Role.OPS, Role.ADMIN):
        answer = await send(door, PHOTO, by=town.actor(role))
        assert code(answer) == (403, "role-not-allowed")


async def test_an_account_that_floods_is_told_to_wait(tmp_path: Path) -> None:
    grant = Grant(digest("t" * 20), "zhang", frozenset({Role.OFFICER}))
    async with (
        house(tmp_path, tokens=Tokens([grant])) as gateway,
        caller(gateway, Authorization="Bearer " + "t" * 20) as door,
    ):
        answers = [
            await door.client.post(
                "/photos", content=b"", headers={"Content-Type": "image/png"}
            )
            for _ in range(40)
        ]
    assert {code(a) for a in answers[:32]} == {(422, "photo-none")}
    assert code(answers[-1]) == (429, "too-fast")
    assert int(answers[-1].headers["retry-after"]) >= 1


async def test_a_photo_comes_back_as_it_was(door: Caller) -> None:
    for kind in ("jpeg", "png", "webp"):
        content = picture(kind.upper(), exif=exif(at=NEAR)) + b"and its tail"
        name = await kept(door, content)
        await door.report(photos=[name])
        answer = await get(door, f"/photos/{name}")
        assert answer.content == content
        assert answer.headers["content-type"] == f"image/{kind}"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["etag"] == f'"{name}"'
        assert answer.headers["cache-control"] == "private, no-cache"
        again = await get(door, f"/photos/{name}", if_none_match=f'W/"x", "{name}"')
        assert (again.status_code, again.content) == (304, b"")


async def test_its_thumbnail_is_small_and_says_nothing(door: Caller) -> None:
    name = await kept(door, picture("PNG", (1600, 800), exif=exif(at=NEAR)))
    await door.report(photos=[name])
    answer = await get(door, f"/photos/{name}/thumb")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert b"Exif" not in answer.content
    tag = answer.headers["etag"]
    again = await get(door, f"/photos/{name}/thumb", if_none_match=tag)
    assert again.status_code == 304
    assert tag != (await get(door, f"/photos/{name}")).headers["etag"]


async def test_a_photo_is_shown_to_those_who_see_a_case_that_carries_it(
    door: Caller,
) -> None:
    first, last = await kept(door), await kept(door, picture(colour="red"))
    for path in (f"/photos/{first}", f"/photos/{first}/thumb"):
        assert code(await get(door, path)) == (404, "photo-unknown")  # no case yet
    await checked(door, first, last)
    streets = [town.actor(Role.STREET, code) for code in ("T01", "T02")]
    for name in (first, last):
        for path in (f"/photos/{name}", f"/photos/{name}/thumb"):
            seen = {
                by.id: (await get(door, path, by)).status_code
                for by in (OFFICER, DISPATCHER, SANITATION, CITY, *streets)
            }
            assert list(seen.values()) == [200, 200, 200, 404, 200, 404], seen
            answer = await get(door, path, town.actor(Role.OPS))
            assert code(answer) == (403, "role-not-allowed")


async def test_a_closed_cases_photo_is_shown_too(door: Caller) -> None:
    name = await kept(door)
    receipt = await door.report(photos=[name])
    await door.do(receipt, "special-close", {"note": "gone"})
    assert (await get(door, f"/photos/{name}")).status_code == 200
    answer = await get(door, f"/photos/{name}", town.actor(Role.STREET, "T02"))
    assert code(answer) == (404, "photo-unknown")


@pytest.mark.parametrize("name", ["x", "0" * 64, "carriers.db", "A" * 64])
async def test_a_name_of_no_photo_is_unknown(door: Caller, name: str) -> None:
    assert code(await get(door, f"/photos/{name}")) == (404, "photo-unknown")


async def test_a_command_names_photos_that_are_here(
    centre: Gateway, door: Caller
) -> None:
    body = {"source": "officer", "title": "坑", "grid": "T01001001"}
    for photos in (["0" * 64], ["x.jpg"], [await kept(door), "demo"]):
        answer = await door.post("/cases", body | {"photos": photos}, by=OFFICER)
        assert code(answer) == (422, "photo-unknown")
    assert centre.house.board.state.seq == 0


async def test_a_demo_names_photos_that_nobody_took(
    door: Caller, tmp_path: Path
) -> None:
    await door.report(photos=["demo/1/report-0.jpg"])
    clock = RealClock(lambda: town.MONDAY)
    (tmp_path / "real").mkdir()
    async with (
        house(tmp_path / "real", clock=clock) as gateway,
        caller(gateway) as other,
    ):
        body = {"source": "officer", "title": "坑", "street": "T01"}
        answer = await other.post("/cases", body | {"photos": ["demo/1.jpg"]})
        assert code(answer) == (422, "photo-unknown")


async def test_the_fact_keeps_how_far_and_how_old_a_photo_was(door: Caller) -> None:
    name = await kept(door)
    receipt = await door.report(photos=[name], lon=SPOT[0], lat=SPOT[1], grid="")
    (shot,) = receipt["records"][0]["event"]["shots"]
    assert shot.pop("lon") == pytest.approx(NEAR[0], abs=1e-6)
    assert shot.pop("lat") == pytest.approx(NEAR[1], abs=1e-6)
    assert shot == {
        "photo": name,
        "taken_at": town.MONDAY - town.HOUR,
        "away": 100,
        "age": town.HOUR,
    }
    assert receipt["warnings"] == []


async def test_photos_that_do_not_fit_are_taken_with_a_warning(door: Caller) -> None:
    plain = await kept(door, picture())
    far = await kept(door, picture(exif=exif(at=FAR, taken="2026:09:20 08:59:59")))
    receipt = await door.report(photos=[plain, far])
    codes = [(w["photo"], w["code"]) for w in receipt["warnings"]]
    assert codes == [
        (plain, "photo-no-position"),
        (far, "photo-far"),
        (far, "photo-old"),
    ]
    assert receipt["warnings"][1]["detail"] == "taken 952 m from the reported place"


async def test_a_retry_is_warned_as_the_first_time(door: Caller) -> None:
    body = {"source": "officer", "title": "坑", "grid": "T01001001"}
    body |= {"photos": [await kept(door, picture())]}
    first, again = [await door.post("/cases", body, key="k") for _ in range(2)]
    assert again.headers["idempotency-replayed"] == "true"
    assert first.content == again.content
    assert len(again.json()["warnings"]) == 1


async def test_a_checks_photo_stands_beside_the_first(door: Caller) -> None:
    first = await kept(door, picture(exif=exif(at=FAR)))
    last = await kept(door, picture(colour="red", exif=exif(at=SPOT, taken=TAKEN)))
    receipt = await checked(door, first, last)
    album = (await get(door, f"/cases/{receipt['number']}")).json()["photos"]
    assert list(album) == ["report", "feed-back", "check"]
    (begun,), (ended,) = album["report"], album["check"]
    assert begun["url"] == f"/photos/{first}"
    assert begun["away"] == 952
    assert ended["thumb"] == f"/photos/{last}/thumb"
    assert (ended["away"], ended["age"]) == (0, town.HOUR)
    for one in (begun, ended):
        assert (await get(door, one["url"])).status_code == 200
        assert (await get(door, one["thumb"])).status_code == 200
    assert ended["seq"] == receipt["seq"]


async def test_a_case_without_photos_has_an_empty_album(door: Caller) -> None:
    receipt = await door.report()
    assert (await get(door, f"/cases/{receipt['case']}")).json()["photos"] == {}


async def test_a_demos_photo_has_no_url(door: Caller) -> None:
    receipt = await door.report(photos=["demo/1/report-0.jpg"])
    album = (await get(door, f"/cases/{receipt['case']}")).json()["photos"]
    (one,) = album["report"]
    assert one == {"photo": "demo/1/report-0.jpg", "seq": 1, "at": town.MONDAY}


async def test_a_full_disk_keeps_nothing_and_says_so(
    centre: Gateway, door: Caller
) -> None:
    centre.house.photos.folder.write_text("in the way")
    answer = await send(door, PHOTO)
    assert code(answer) == (503, "photo-not-kept")
    assert answer.headers["retry-after"] == "30"


async def test_a_photo_that_was_changed_on_disk_is_not_shown(
    centre: Gateway, door: Caller
) -> None:
    name = await kept(door)
    await door.report(photos=[name])
    (path,) = centre.house.photos.folder.glob("??/*.jpg")
    path.write_bytes(PHOTO + b"x")
    assert code(await get(door, f"/photos/{name}")) == (500, "photo-damaged")
    assert code(await get(door, f"/photos/{name}/thumb")) == (500, "photo-damaged")


async def test_the_description_names_every_door_of_photos(door: Caller) -> None:
    paths = (await door.client.get("/openapi.json")).json()["paths"]
    assert paths["/photos"].keys() == {"post"}
    for path in ("/photos/{photo}", "/photos/{photo}/thumb"):
        assert paths[path].keys() == {"get"}
    schema = msgspec.json.encode(paths["/photos"])
    assert b"image/webp" in schema
