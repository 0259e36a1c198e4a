"""The shipped places are whole, and a wrong file is named with its line."""

from __future__ import annotations

import csv
import gzip
import json
import re
import shutil
from collections import Counter, defaultdict
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pytest

from centre import profiles
from centre.profiles import reading
from domain.calendar import Limit, Unit
from domain.codes import Role
from domain.errors import PlaceError
from domain.place import Grid
from domain.rules import Rules

PROFILES = Path(str(resources.files(profiles)))


@pytest.fixture(scope="module")
def changning() -> Rules:
    return profiles.load("changning")


@pytest.fixture(scope="module")
def boston() -> Rules:
    return profiles.load("boston")


def test_two_places_ship() -> None:
    assert profiles.names() == ("boston", "changning")


@pytest.mark.parametrize("name", ["atlantis", "", "../changning", "__pycache__"])
def test_an_unknown_place_is_refused_with_the_names_of_the_known_ones(
    name: str,
) -> None:
    with pytest.raises(PlaceError, match="boston, changning") as error:
        profiles.load(name)
    assert error.value.exit_code == 12


def test_changning_has_its_ten_units_and_the_park(changning: Rules) -> None:
    codes = [street.code for street in changning.place.streets]
    assert codes == [
        *("310105001", "310105002", "310105004", "310105005", "310105006"),
        *("310105008", "310105009", "310105010", "310105011", "310105102"),
        "310105901",
    ]
    tianshan = changning.street("310105006")
    assert tianshan is not None
    assert (tianshan.zh, tianshan.initials) == ("天山路街道", "tsl")


@pytest.mark.parametrize("name", profiles.names())
def test_shares_and_weights_add_up_to_one(name: str) -> None:
    place = profiles.load(name).place
    assert sum(s.share for s in place.streets) == pytest.approx(1, abs=1e-4)
    assert sum(s.weight for s in place.subclasses) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("name", profiles.names())
def test_short_names_and_codes_fit_their_cells(name: str) -> None:
    place = profiles.load(name).place
    for department in place.departments:
        assert len(department.short_zh) == 2 or department.short_zh.isascii()
        assert len(department.short_en) <= 6
        assert re.fullmatch("[A-Za-z]{1,6}", department.code)
    for street in place.streets:
        assert len(street.short_zh) <= 5
        assert len(street.short_en) <= 12
    initials = [d.initials for d in place.departments]
    assert len(set(initials)) == len(initials)


def test_every_display_category_of_changning_is_used(changning: Rules) -> None:
    used = {subclass.category for subclass in changning.place.subclasses}
    assert len(changning.place.categories) == 12
    assert used == {category.code for category in changning.place.categories}
    assert 45 <= len(changning.place.subclasses) <= 70


@pytest.mark.parametrize(
    ("zh", "limit"),
    [
        ("井盖缺失", Limit(2, Unit.URGENT_HOUR)),
        ("水管爆裂", Limit(1, Unit.URGENT_HOUR)),
        ("燃气泄漏", Limit(1, Unit.URGENT_HOUR)),
        ("热力管爆裂", Limit(1, Unit.URGENT_HOUR)),
        ("路面塌陷", Limit(2, Unit.URGENT_HOUR)),
        ("道路积水", Limit(2, Unit.URGENT_HOUR)),
        ("高空坠物", Limit(2, Unit.URGENT_HOUR)),
        ("店铺噪音", Limit(2, Unit.URGENT_HOUR)),
        ("占道设摊", Limit(2, Unit.URGENT_HOUR)),
        ("露天烧烤", Limit(2, Unit.URGENT_HOUR)),
        ("跨门营业", Limit(2, Unit.URGENT_HOUR)),
        ("工地扬尘", Limit(2, Unit.WORK_HOUR)),
        ("共享单车占道", Limit(2, Unit.WORK_HOUR)),
        ("占用消防通道", Limit(2, Unit.WORK_HOUR)),
        ("道路不洁", Limit(2, Unit.WORK_HOUR)),
        ("暴露垃圾", Limit(4, Unit.WORK_HOUR)),
        ("雨水箅子堵塞", Limit(1, Unit.WORK_DAY)),
        ("树木倒伏", Limit(1, Unit.WORK_DAY)),
        ("小广告", Limit(1, Unit.WORK_DAY)),
        ("乱堆物", Limit(1, Unit.WORK_DAY)),
        ("路灯不亮", Limit(2, Unit.WORK_DAY)),
        ("路面破损", Limit(5, Unit.WORK_DAY)),
        ("积存渣土", Limit(5, Unit.WORK_DAY)),
        ("违法搭建", Limit(15, Unit.WORK_DAY)),
        ("行道树缺株", Limit(15, Unit.WORK_DAY)),
        ("商圈投诉", Limit(1, Unit.NATURAL_DAY)),
        ("热线咨询", Limit(1, Unit.WORK_DAY)),
        ("热线投诉", Limit(5, Unit.WORK_DAY)),
        ("热线疑难件", Limit(15, Unit.WORK_DAY)),
    ],
)
def test_the_catalogue_has_the_limits_of_the_trade(
    changning: Rules, zh: str, limit: Limit
) -> None:
    found = {s.zh: s for s in changning.place.subclasses}[zh]
    for street in changning.place.streets:
        assert changning.limit(street.code, found.code) == limit


def test_every_subclass_of_changning_has_a_route_and_a_limit(changning: Rules) -> None:
    for subclass in changning.place.subclasses:
        for street in changning.place.streets:
            route = changning.route(street.code, subclass.code)
            assert route is not None
            assert route.lead not in route.co
            assert changning.limit(street.code, subclass.code) is not None


def test_a_unit_grid_code_holds_its_street_and_the_park_keeps_the_towns(
    changning: Rules,
) -> None:
    assert len(changning.grids) == 3958
    assert (changning.place.rows, changning.place.columns) == (75, 104)
    for grid in changning.grids.values():
        assert re.fullmatch("310105[0-9]{9}", grid.code)
        inside = "310105102" if grid.street == "310105901" else grid.street
        assert grid.code.startswith(inside)


def test_all_committees_of_the_district_have_cells_in_one_piece(
    changning: Rules,
) -> None:
    parts = _parts(changning, lambda grid: grid.code[:12])
    assert len(parts) == 189
    assert all(_in_one_piece(cells) for cells in parts.values())


def test_responsibility_grids_are_35_whole_and_even_within_a_street(
    changning: Rules,
) -> None:
    parts = _parts(changning, lambda grid: grid.duty)
    assert len(parts) == 35
    assert all(_in_one_piece(cells) for cells in parts.values())
    streets = defaultdict(list)
    for duty, cells in parts.items():
        streets[duty[:9]].append(len(cells))
    assert set(streets) == {street.code for street in changning.place.streets}
    assert all(max(sizes) <= 1.35 * min(sizes) for sizes in streets.values())


def _parts(rules: Rules, key) -> dict[str, set[tuple[int, int]]]:
    parts: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for grid in rules.grids.values():
        parts[key(grid)].add((grid.row, grid.col))
    return parts


def _in_one_piece(cells: set[tuple[int, int]]) -> bool:
    seen, edge = set(), {min(cells)}
    while edge:
        seen |= edge
        near = {(r + i, c + j) for r, c in edge for i in (-1, 0, 1) for j in (-1, 0, 1)}
        edge = near & cells - seen
    return seen == cells


def test_metro_stations_lie_in_the_streets_they_are_known_to_be_in(
    changning: Rules,
) -> None:
    known = {  # stations that are more than a cell away from a border
        (121.426316, 31.221362): "310105002",  # 江苏路
        (121.399411, 31.213004): "310105006",  # 娄山关路
        (121.369361, 31.218258): "310105011",  # 北新泾
        (121.363526, 31.192127): "310105010",  # 上海动物园
    }
    for point, street in known.items():
        grid = changning.locate(*point)
        assert grid is not None
        assert grid.street == street


def test_grid_centres_lie_inside_the_shipped_outline_of_their_street(
    changning: Rules,
) -> None:
    outlines = json.loads((PROFILES / "changning" / "streets.geojson").read_bytes())
    rings = {
        feature["properties"]["code"]: feature["geometry"]["coordinates"]
        for feature in outlines["features"]
    }
    assert "OpenStreetMap" in outlines["attribution"]
    inside = sum(
        any(_holds(polygon[0], grid) for polygon in rings[grid.code[:9]])
        for grid in changning.grids.values()
    )
    assert inside / len(changning.grids) > 0.9  # the others are cut by the border


def _holds(ring: list[list[float]], grid: Grid) -> bool:
    odd = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > grid.lat) != (y2 > grid.lat):
            odd ^= grid.lon < (x2 - x1) * (grid.lat - y1) / (y2 - y1) + x1
    return odd


def test_the_roster_staffs_every_post(changning: Rules) -> None:
    people = changning.place.people
    roles = Counter(person.role for person in people)
    assert 290 <= roles[Role.OFFICER] <= 310
    units = {p.unit for p in people if p.role is Role.OFFICER}
    assert units == {grid.duty for grid in changning.grids.values()}
    staffed = {p.unit for p in people if p.role is Role.DEPARTMENT}
    assert staffed == {department.code for department in changning.place.departments}
    for role in (Role.ACCEPTANCE, Role.DISPATCHER, Role.LEADER, Role.COMMANDER):
        assert roles[role] >= 2
    assert all(person.id.isascii() for person in people)


def test_boston_keeps_the_neighbourhoods_and_categories_of_the_record(
    boston: Rules,
) -> None:
    rows = _boston_rows()
    assert {row["district"] or "Unknown" for row in rows} == {
        street.en for street in boston.place.streets
    }
    assert {row["category"] for row in rows} == {s.en for s in boston.place.subclasses}
    assert len(boston.place.departments) == 17
    assert all(subclass.limit is None for subclass in boston.place.subclasses)
    assert len(rows) == 81408


def test_a_case_of_boston_is_located_within_its_cell(boston: Rules) -> None:
    for row in _boston_rows()[:2000]:
        lon, lat = float(row["lon"] or 0), float(row["lat"] or 0)
        if lon and lat:
            grid = boston.locate(lon, lat)
            assert grid is not None
            assert abs(grid.lon - lon) <= 0.00126
            assert abs(grid.lat - lat) <= 0.00126


def _boston_rows() -> list[dict[str, str]]:
    path = PROFILES / "boston" / "cases.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", profiles.names())
def test_data_lie_beside_their_licence(name: str) -> None:
    text = (PROFILES / name / "ATTRIBUTION.txt").read_text("utf-8")
    assert ("Open Database License" if name == "changning" else "Public Domain") in text


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    copy = tmp_path / "changning"
    shutil.copytree(PROFILES / "changning", copy)
    return copy


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("place.json", '"zone": "Asia/Shanghai"', '"zone": "Asia/Nowhere"', "Nowhere"),
        ("place.json", '"zh": "长宁区"', '"zh": ""', "zh"),
        ("place.json", "{", "", "place.json"),
        ("place.json", '"code": "cg"', '"code": "hw"', "'hw' is there twice"),
        ("catalogue.csv", "2 urgent_hour", "two hours", "'two hours' of C0101"),
        ("catalogue.csv", ",appearance,", ",odours,", "no category 'odours'"),
        ("catalogue.csv", ",sz,sw,", ",zz,sw,", "unknown department 'zz'"),
        ("catalogue.csv", "component,", "thing,", "catalogue.csv:2"),
        ("catalogue.csv", ",0.0038,", ",3.8,", "catalogue.csv:2"),
        ("routes.csv", "310105901,", "310105902,", "no street '310105902'"),
        ("people.csv", ",officer,", ",wizard,", "people.csv:2"),
        ("people.csv", "310105001R01", "310105001R99", "no unit '310105001R99'"),
        ("people.csv", "officer,", "officer,,,", "people.csv:2: not as many columns"),
    ],
)
def test_a_wrong_file_is_named(
    broken: Path, file: str, old: str, new: str, complaint: str
) -> None:
    _edit(broken / file, old, new)
    with pytest.raises(PlaceError, match=re.escape(complaint)):
        _load(broken)


def _load(folder: Path) -> None:
    place, grids = reading.read(folder)
    Rules(place, grids, profiles.load("changning").calendar)


def test_a_missing_or_torn_file_is_named(broken: Path) -> None:
    torn = broken / "grids.csv.gz"
    torn.write_bytes(torn.read_bytes()[:1000])
    with pytest.raises(PlaceError, match=re.escape("grids.csv.gz")):
        _load(broken)
    (broken / "catalogue.csv").unlink()
    with pytest.raises(PlaceError, match=re.escape("catalogue.csv")):
        _load(broken)


def test_a_register_of_components_is_read_and_checked(broken: Path) -> None:
    grid = reading.read(broken)[1][0].code
    rows = f"code,grid\n3101050105000001,{grid}\n"
    file = broken / "components.csv.gz"
    file.write_bytes(gzip.compress(rows.encode()))
    assert reading.components(broken) == {"3101050105000001": grid}
    file.write_bytes(gzip.compress(f"{rows}3101050105000001,{grid}\n".encode()))
    with pytest.raises(PlaceError, match="there twice"):
        reading.components(broken)
    file.write_bytes(gzip.compress(f"code,grid\n31010501,{grid}\n".encode()))
    with pytest.raises(PlaceError, match=r"components\.csv\.gz:2"):
        reading.components(broken)
