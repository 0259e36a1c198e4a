"""Messages to bytes and back; bytes that are none."""

from __future__ import annotations

import msgspec
import pytest

from domain import wire
from domain.blocks import Block
from domain.commands import COMMANDS, slug
from domain.errors import WireError
from tests.town import Book


def test_records_in_a_frame_are_exactly_as_stored() -> None:
    book = Book()
    book.open(title="天山路 [b] \u202e")
    book.open()
    stored = [wire.encode(r) for r in book.records]
    frame = wire.records_frame("e1", stored)
    assert all(raw in frame for raw in stored)
    message = wire.decode_down(frame)
    assert isinstance(message, wire.Records)
    assert message.records == book.records
    assert wire.encode(message) == frame


@pytest.mark.parametrize(
    "message",
    [
        wire.Hello(
            protocol=1, epoch="e", head=3, at=5, place="p", version="0", scope="all"
        ),
        wire.Snapshot(epoch="e", seq=1, at=2, prev="0" * 64, parts=2),
        wire.Piece(part=1, text='{"a": "天"}'),
        wire.Cases(part=2, blocks=[Block(["k"], b"\x00")]),
        wire.Heartbeat(epoch="e", head=1, at=2, digest=1 << 63),
    ],
)
def test_every_message_of_the_centre_survives(message: wire.AnyDown) -> None:
    assert wire.decode_down(wire.encode(message)) == message


def test_what_a_wall_says_survives() -> None:
    assert wire.decode_up(wire.encode(wire.Ack(seq=9))) == wire.Ack(seq=9)


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[1]", b'{"t":"tea"}', b"\xff", b"[" * 9999]
)
def test_bytes_of_another_language_are_a_wire_error(raw: bytes) -> None:
    for decode in (wire.decode_down, wire.decode_up, wire.decode_record):
        with pytest.raises(WireError):
            decode(raw)


def test_commands_are_found_by_their_path_word() -> None:
    assert len(COMMANDS) == len(set(COMMANDS.values()))
    for word, command in COMMANDS.items():
        assert slug(command) == word
        assert word == word.lower()
        assert (
            msgspec.json.schema(command)["$defs"][command.__name__][
                "additionalProperties"
            ]
            is False
        )
