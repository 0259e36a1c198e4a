"""The feed's thread against a real websocket server, through a line that fails."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from client.conversation import loss
from client.feed import Cause, Head
from client.heads import Heads
from client.moves import Loss
from client.store import Phase
from tests.e2e.proxy import Proxy
from tests.e2e.screen import Screen, screen
from tests.e2e.small_centre import SmallCentre
from tests.e2e.waiting import until
from tests.unit.client.day import seal, state_at


def test_a_wall_has_the_state_and_follows_it() -> None:
    with SmallCentre(40) as centre, screen(centre.url, "one-time") as wall:
        wall.live_at(40)
        centre.write(7)
        feed = wall.live_at(47)
        assert wall.state.digest == state_at(47).digest
        assert (feed.place, feed.head, feed.epoch) == ("town", 47, "e1")
        assert centre.tokens == ["Bearer one-time"]
        assert centre.asked == [
            {"scope": "all", "after": "0", "epoch": "", "protocol": "1"}
        ]


def test_a_cut_line_is_resumed_without_a_gap_or_a_double() -> None:
    with (
        SmallCentre(40) as centre,
        Proxy(centre.port) as line,
        screen(line.url) as wall,
    ):
        wall.live_at(40)
        for turn in range(1, 3):
            line.cut()
            wall.wait(lambda feed: feed.phase is not Phase.LIVE)
            centre.write(5)
            wall.live_at(40 + 5 * turn)
        assert wall.numbers == [40, *range(41, 51)]
        assert [query["after"] for query in centre.asked] == ["0", "40", "45"]
        assert wall.state.digest == state_at(50).digest
        assert [(gap.first, gap.last) for gap in wall.look().gaps] == [
            (41, 45), (46, 50),
        ]  # fmt: skip


def test_a_centre_that_was_killed_comes_back_and_is_resumed() -> None:
    with SmallCentre(40) as first:
        wall = Screen(first.url)
        wall.link.start()
        wall.live_at(40)
    feed = wall.wait(lambda feed: feed.attempt >= 2)
    assert feed.phase is Phase.RECONNECTING
    assert feed.reason == "Connection refused"
    with SmallCentre(60, port=first.port) as again:
        wall.live_at(60)
        assert wall.numbers == [40, *range(41, 61)]
        assert again.asked[0]["after"] == "40"
    assert wall.link.stop()


def test_a_restored_centre_is_taken_over_whole() -> None:
    with SmallCentre(40) as first:
        wall = Screen(first.url)
        wall.link.start()
        wall.live_at(40)
    with SmallCentre(25, epoch="e2", port=first.port):
        feed = wall.live_at(25)
        assert feed.epoch == "e2"
        assert feed.alarms == ()
        assert wall.state.digest == state_at(25, "e2").digest
    assert wall.link.stop()


def test_a_centre_put_back_to_an_older_copy_raises_the_alarm() -> None:
    with SmallCentre(40) as first:
        wall = Screen(first.url)
        wall.link.start()
        wall.live_at(40)
    with SmallCentre(25, port=first.port):
        feed = wall.live_at(25)
        assert [alarm.code for alarm in feed.alarms] == ["head-backwards"]
    assert wall.link.stop()


def test_a_black_hole_is_stale_by_age_and_then_without_a_feed() -> None:
    with (
        SmallCentre(40) as centre,
        Proxy(centre.port) as line,
        screen(line.url) as wall,
    ):
        wall.live_at(40)
        line.blackhole = True
        wall.clock.ahead += 2.1
        wall.wait(lambda feed: feed.phase is Phase.LAGGING)
        wall.clock.ahead += 1.5
        wall.wait(lambda feed: feed.phase is Phase.STALE and feed.stale)
        wall.clock.ahead += 6.0
        feed = wall.wait(lambda feed: feed.phase is Phase.RECONNECTING)
        assert "nothing was heard" in feed.reason
        assert feed.stale
        line.blackhole = False
        line.cut()  # the handshake that fell into the hole
        wall.live_at(40)


def test_a_frozen_centre_with_a_live_socket_is_stale_too() -> None:
    with SmallCentre(40) as centre, screen(centre.url) as wall:
        wall.live_at(40)
        centre.silent = True
        wall.clock.ahead += 3.6
        wall.wait(lambda feed: feed.phase is Phase.STALE)
        centre.silent = False
        wall.live_at(40)
        assert len(centre.asked) == 1


def test_a_slow_and_late_line_still_brings_everything() -> None:
    with (
        SmallCentre(200) as centre,
        Proxy(centre.port) as line,
        screen(line.url) as wall,
    ):
        line.rate, line.delay = 200_000.0, 0.1
        wall.live_at(200)
        centre.write(50)
        wall.live_at(250)
        assert wall.state.digest == state_at(250).digest


def test_records_that_the_centre_lost_are_fetched() -> None:
    with SmallCentre(40) as centre, screen(centre.url) as wall:
        wall.live_at(40)
        centre.leave_out(3)
        centre.write(2)
        feed = wall.live_at(45)
        assert wall.numbers == [40, *range(41, 46)]
        assert feed.resyncs == 1


def test_a_state_that_went_apart_is_found_by_its_digest_and_replaced() -> None:
    with SmallCentre(40) as centre, screen(centre.url) as wall:
        wall.live_at(40)
        centre.honest = False
        wall.wait(lambda feed: feed.alarms)
        centre.honest = True
        feed = wall.live_at(40)
        assert feed.alarms[0].code == "digest-differs"
        assert [query["after"] for query in centre.asked[:2]] == ["0", "0"]


def test_a_door_that_opens_and_closes_is_waited_for_longer_each_time() -> None:
    with SmallCentre(40) as centre:
        centre.farewell = (1000, "")
        with screen(centre.url) as wall:
            wall.wait(lambda _feed: len(centre.asked) >= 3)
            feed = wall.wait(lambda feed: feed.attempt >= 3)
            assert feed.phase is Phase.RECONNECTING


@pytest.mark.parametrize("how", ["401", "403", "4401", "1008"])
def test_a_refused_token_is_said_and_not_tried_again(how: str) -> None:
    with SmallCentre(40) as centre, screen(centre.url, "wrong") as wall:
        wall.live_at(40)
        if int(how) < 1000:
            centre.refusal = (int(how), {})
        else:
            centre.farewell = (int(how), "revoked")
        centre.cut()
        feed = wall.wait(lambda feed: feed.phase is Phase.AUTH_FAILED)
        assert feed.cause is Cause.TOKEN
        asked = len(centre.asked)
        wall.clock.ahead += 3600
        centre.refusal = centre.farewell = None
        wall.link.renew(centre.url, "right")
        wall.live_at(40)
        assert len(centre.asked) == asked + 1
        assert centre.tokens[-1] == "Bearer right"


def test_another_protocol_is_down_with_the_reason() -> None:
    with SmallCentre(40) as centre:
        centre.speaks = 2
        with screen(centre.url) as wall:
            feed = wall.wait(lambda feed: feed.phase is Phase.DOWN)
            assert "protocol 2" in feed.reason
            assert feed.cause is Cause.PROTOCOL
            centre.speaks = 1
            wall.clock.ahead += 31
            wall.live_at(40)


def test_the_centres_own_words_about_the_protocol_are_shown_cleaned() -> None:
    with SmallCentre(40) as centre:
        centre.farewell = (4400, "this centre speaks protocol 3\x1b[5n")
        with screen(centre.url) as wall:
            feed = wall.wait(lambda feed: feed.phase is Phase.DOWN)
            assert feed.reason.startswith("this centre speaks protocol 3")
            assert "\x1b" not in feed.reason


def test_plain_http_where_tls_is_wanted_is_down_and_says_tls() -> None:
    with (
        stranger(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port,
        screen(f"https://127.0.0.1:{port}") as wall,
    ):
        feed = wall.wait(lambda feed: feed.phase is Phase.DOWN)
        assert feed.cause is Cause.TLS
        assert feed.reason.startswith("TLS")


def test_a_certificate_that_is_not_trusted_is_down_with_the_reason() -> None:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "self-signed certificate"
    assert loss(error) == Loss("TLS: self-signed certificate", tls=True)


def test_a_busy_centre_is_left_alone_as_long_as_it_asks() -> None:
    with SmallCentre(40) as centre:
        centre.refusal = (503, {"Retry-After": "120"})
        with screen(centre.url) as wall:
            feed = wall.wait(lambda feed: feed.attempt == 1)
            assert feed.retry_in_s > 110
            centre.refusal = None
            wall.clock.ahead += 122
            wall.live_at(40)
            assert len(centre.asked) == 2


def test_a_redirect_is_not_followed_with_the_token() -> None:
    with SmallCentre(40) as thief, SmallCentre(40) as centre:
        centre.refusal = (302, {"Location": thief.url.replace("http", "ws")})
        with screen(centre.url, "canary") as wall:
            feed = wall.wait(lambda feed: feed.attempt >= 1)
            assert "302" in feed.reason
        assert thief.asked == []


@contextmanager
def stranger(says: bytes) -> Iterator[int]:
    """Something on a port that is no centre: hears a little, says its line, closes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            there, _ = listener.accept()
            with there:
                there.recv(4096)
                there.sendall(says)

        thread = threading.Thread(target=answer)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def test_something_else_that_listens_is_no_feed() -> None:
    with (
        stranger(b"SSH-2.0-other\r\n") as port,
        screen(f"http://127.0.0.1:{port}") as wall,
    ):
        feed = wall.wait(lambda feed: feed.attempt >= 1)
        assert "no feed there" in feed.reason


def test_a_screen_that_stood_still_too_long_gets_one_state() -> None:
    with SmallCentre(40) as centre, screen(centre.url) as wall:
        wall.store._most = 50
        wall.live_at(40)
        for _ in range(12):
            centre.write(10)
        until(lambda: len(centre.asked) == 2 and wall.store._replace is not None)
        wall.live_at(160)
        assert wall.numbers == [40, 160]
        assert wall.state.digest == state_at(160).digest


@pytest.mark.parametrize("state", ["connecting", "waiting", "live", "in a black hole"])
def test_a_link_stops_within_a_second(state: str) -> None:
    with SmallCentre(40) as centre, Proxy(centre.port) as line:
        line.blackhole = state == "connecting"
        line.drop = state == "waiting"
        wall = Screen(line.url)
        wall.link.start()
        if state == "connecting":
            until(lambda: line.opened)
        elif state == "waiting":
            wall.wait(lambda feed: feed.attempt >= 1)
        else:
            wall.live_at(40)
            line.blackhole = state == "in a black hole"
        assert wall.link.stop()


def test_a_link_that_was_never_started_can_be_stopped() -> None:
    assert Screen("http://127.0.0.1:9").link.stop()


def test_the_highest_head_outlives_the_wall(tmp_path: Path) -> None:
    heads = Heads(tmp_path)
    with SmallCentre(40) as centre, screen(centre.url, heads=heads) as wall:
        wall.live_at(40)
        centre.write(5)
        wall.live_at(45)
    assert heads.kept("e1") == Head(44, seal(44))
    with SmallCentre(30) as older, screen(older.url, heads=heads) as wall:
        feed = wall.live_at(30)
        assert [alarm.code for alarm in feed.alarms] == ["head-backwards"]
