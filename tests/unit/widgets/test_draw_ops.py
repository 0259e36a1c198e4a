"""The ops view says what is not as it should be."""

from __future__ import annotations

import pytest

from domain.text import width
from domain.views.freshness import Freshness, Phase
from domain.views.ops import FeedHealth, Letters, LogLine, LogView, OpsView, WallHealth
from tests.town import MONDAY
from tests.unit.widgets.hostile import assert_inert
from tests.unit.widgets.lenses import lens, text, widest
from widgets.draw.ops import log, ops
from widgets.draw.spans import Line, Tone

WELL = OpsView(
    (FeedHealth(Freshness(Phase.LIVE, 1, MONDAY, seq=12_345), "http://127.0.0.1:8420",
                37, 12_345, 120),),
    WallHealth(3, 4.0, 812, 61 << 20, 0, "ssh", chosen=False, trip_ms=42,
               window=16_384, glyphs="narrow", colours="256"),
)  # fmt: skip
ILL = OpsView(
    (FeedHealth(Freshness(Phase.STALE, 70, MONDAY, 3, seq=10), "", 0, 900, -4_300,
                2, 1),),
    WallHealth(900, 0.5, 9, 0, 12, "slow", chosen=True, mute=True),
)  # fmt: skip


def tones(lines: list[Line], word: str) -> set[Tone]:
    return {s.tone for one in lines for s in one.spans if word in s.text}  # type: ignore[misc]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [60, 80, 120, 200, 400])
@pytest.mark.parametrize("view", [WELL, ILL, OpsView()])
def test_it_fits_and_says_everything(lang: str, columns: int, view: OpsView) -> None:
    drawn = ops(view, lens(lang), columns, 30)
    assert widest(drawn) <= columns
    assert len(drawn) <= 30
    assert view.wall.link in text(drawn)


def test_all_well_is_grey() -> None:
    drawn = ops(WELL, lens("en"), 120, 30)
    shown = text(drawn)
    for word in ("LIVE", "127.0.0.1:8420", "#12,345", "+0.1 s", "42 ms", "61 MiB"):
        assert word in shown
    assert "ssh (measured)" in shown
    found = {span.tone for one in drawn for span in one.spans}
    assert not found & {Tone.WARN, Tone.BAD}


def test_a_feed_without_cases_says_so_and_is_never_behind() -> None:
    feed = FeedHealth(Freshness(Phase.LIVE, 1, MONDAY, seq=10), head=9_000, blind=True)
    drawn = ops(OpsView((feed,)), lens("en"), 120, 30)
    assert "heartbeats only, no cases" in text(drawn)
    assert "#9,000" in text(drawn)
    assert tones(drawn, "#9,000") == {Tone.TEXT}
    assert "#10" not in text(drawn)


def test_what_is_not_well_stands_out() -> None:
    drawn = ops(ILL, lens("en"), 120, 30)
    assert tones(drawn, "STALE") == {Tone.BAD}
    for word in ("#900", "-4.3 s", "900 ms", "12", "terminal does not"):
        assert Tone.WARN in tones(drawn, word), word
    assert "slow (chosen)" in text(drawn)


@pytest.mark.parametrize(
    ("letters", "said", "tone"),
    [
        (None, "—", Tone.DIM),
        (Letters(waiting=3), "waiting 3 dead 0", Tone.TEXT),
        (Letters(waiting=1, age_s=60), "waiting 1 (1m) dead 0", Tone.TEXT),
        (Letters(waiting=1, age_s=601), "waiting 1 (10m) dead 0", Tone.WARN),
        (Letters(dead=2), "waiting 0 dead 2", Tone.WARN),
        (Letters(well=False), "outbox failed", Tone.BAD),
    ],
)
def test_notifications_are_a_line(
    letters: Letters | None, said: str, tone: Tone
) -> None:
    drawn = ops(OpsView(WELL.feeds, WELL.wall, letters), lens("en"), 80, 14)
    (row,) = (one for one in drawn if "notifications" in text([one]))
    assert said in text([row])
    value = next(s for s in row.spans if said.split(maxsplit=1)[0] in s.text)
    assert value.tone == tone  # type: ignore[union-attr]


def test_the_log_shows_its_newest_lines_last() -> None:
    lines = tuple(LogLine(MONDAY + n * 1000, f"line {n}") for n in range(50))
    shown = text(log(LogView(lines), lens("en"), 80, 6)).splitlines()
    assert len(shown) == 6
    assert shown[-1].endswith("09:00:49 line 49")
    assert "line 44" not in text(log(LogView(lines), lens("en"), 80, 6))


def test_the_log_is_inert_and_never_wider_than_its_room() -> None:
    bad = LogLine(0, "x\x1b[31m\u202e[/] " + "很" * 200, bad=True)
    drawn = log(LogView((bad,)), lens(), 80, 6)
    assert_inert(drawn)
    assert all(width(one.text) <= 80 for one in drawn)
    assert tones(drawn, "很") == {Tone.BAD}


def test_an_empty_log_says_so() -> None:
    assert "nothing yet" in text(log(LogView(), lens("en"), 80, 6))


def test_a_broken_glass_is_said_and_a_whole_one_is_not() -> None:
    broken = ops(OpsView(WELL.feeds, WELL.wall, None, 2), lens("en"), 120, 30)
    assert tones(broken, "break-glass") == {Tone.DIM}
    assert Tone.BAD in tones(broken, "2")
    assert "break-glass" not in text(ops(WELL, lens("en"), 120, 30))
