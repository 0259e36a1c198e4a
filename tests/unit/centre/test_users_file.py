"""The token file: who may read it, how it is written, what is written down about it."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from centre.errors import TokensWrong, WrongOption
from centre.users import command
from centre.users.audit import Audit
from centre.users.command import Clerk, glass_of, roles_of, unit_of
from centre.users.file import edit, load
from centre.users.grants import Book, Grant, digest
from domain.codes import Role
from tests import town

NOW = town.MONDAY
HOUR = town.HOUR


class Desk:
    """`gridwall user` on a folder, with a clock and an entropy that are told."""

    def __init__(self, data: Path) -> None:
        self.data, self.now, self.drawn = data, NOW, 0
        self.out, self.err = io.StringIO(), io.StringIO()
        self.clerk = Clerk(
            data=data,
            by="root (0)",
            now=lambda: self.now,
            entropy=self.entropy,
            out=self.out,
            err=self.err,
            rules=town.rules(),
        )

    def entropy(self, count: int) -> bytes:
        self.drawn += 1
        return bytes([self.drawn]) * count

    def add(self, account: str, roles: str, **more: object) -> str:
        """The new token."""
        before = len(self.out.getvalue())
        command.add(self.clerk, account, roles, **more)  # type: ignore[arg-type]
        return self.out.getvalue()[before:].strip()

    @property
    def book(self) -> Book:
        return load(self.data)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "data")


def says(call: Callable[[], object], error: type[Exception] = WrongOption) -> str:
    with pytest.raises(error) as caught:
        call()
    return str(caught.value)


def test_a_new_token_is_printed_once_and_kept_as_a_hash(desk: Desk) -> None:
    token = desk.add("liming", "dispatcher,leader", name="李明", unit="street:T01")
    assert len(token) == len("gw_") + 43  # 256 bits in base64
    (grant,) = desk.book.tokens
    assert grant == Grant(
        digest(token), "liming", frozenset({Role.DISPATCHER, Role.LEADER}),
        unit="T01", name="李明", expires=NOW + 12 * HOUR, scope="street", created=NOW,
    )  # fmt: skip
    kept = b"".join(p.read_bytes() for p in desk.data.iterdir())
    assert token.encode() not in kept
    assert token not in desk.err.getvalue()
    assert desk.out.getvalue() == f"{token}\n"


def test_no_two_tokens_are_alike(desk: Desk) -> None:
    assert desk.add("a", "watch") != desk.add("a", "watch")
    assert len(desk.book.tokens) == 2
    desk.drawn = 0
    assert "taken" in says(lambda: desk.add("b", "watch"))


def test_file_and_folder_are_for_their_owner_alone(desk: Desk) -> None:
    desk.add("a", "watch")
    assert {p.name: p.stat().st_mode & 0o777 for p in desk.data.iterdir()} == {
        "tokens.json": 0o600,
        "tokens.lock": 0o600,
        "audit.jsonl": 0o600,
    }
    assert desk.data.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o701, 0o710, 0o740, 0o770, 0o755])
def test_a_folder_that_others_may_use_is_refused(desk: Desk, mode: int) -> None:
    desk.add("a", "watch")
    desk.data.chmod(mode)
    for call in (lambda: load(desk.data), lambda: desk.add("b", "watch")):
        assert f"chmod 700 {desk.data}" in says(call, TokensWrong)


@pytest.mark.parametrize("mode", [0o601, 0o604, 0o620, 0o640, 0o660, 0o644])
def test_a_file_that_others_may_use_is_refused(desk: Desk, mode: int) -> None:
    desk.add("a", "watch")
    (desk.data / "tokens.json").chmod(mode)
    for call in (lambda: load(desk.data), lambda: desk.add("b", "watch")):
        assert "chmod 600" in says(call, TokensWrong)


def test_all_tokens_of_an_account_go_or_one(desk: Desk) -> None:
    for account in ("a", "a", "b"):
        desk.add(account, "watch")
    first = desk.book.tokens[0].id
    command.revoke(desk.clerk, first)
    assert [grant.account for grant in desk.book.tokens] == ["a", "b"]
    command.revoke(desk.clerk, "a")
    assert [grant.account for grant in desk.book.tokens] == ["b"]
    for nobody in ("a", first, "", "*"):
        call = lambda who=nobody: command.revoke(desk.clerk, who)  # noqa: E731
        assert "no account" in says(call)


def test_tokens_are_renewed_from_now_on(desk: Desk) -> None:
    desk.add("a", "watch", hours=1)
    desk.add("b", "watch", hours=1)
    desk.now += 2 * HOUR
    command.renew(desk.clerk, "a", 3)
    assert [grant.expires for grant in desk.book.tokens] == [NOW + 5 * HOUR, NOW + HOUR]


def test_what_ran_out_a_month_ago_is_forgotten(desk: Desk) -> None:
    desk.add("old", "watch")
    desk.now += 12 * HOUR + 30 * town.DAY - 1
    desk.add("new", "watch")
    assert [grant.account for grant in desk.book.tokens] == ["old", "new"]
    desk.now += 1
    desk.add("newer", "watch")
    assert [grant.account for grant in desk.book.tokens] == ["new", "newer"]


def test_every_change_is_written_down_with_who_and_when(desk: Desk) -> None:
    desk.add("a", "dispatcher", unit="department:hw")
    token = desk.book.tokens[0].id
    desk.now += 1000
    command.renew(desk.clerk, "a", 1)
    command.break_glass(desk.clerk, "a", "leader", "洪水断电", 5)
    desk.now += 1000
    command.revoke(desk.clerk, "a")
    said = [
        (e.at - NOW, e.by, e.what, e.account, e.token, e.unit, e.reason)
        for e in Audit(desk.data).entries()
    ]
    assert said == [
        (0, "root (0)", "add", "a", token, "hw", ""),
        (1000, "root (0)", "renew", "a", token, "hw", ""),
        (1000, "root (0)", "break-glass", "a", "", "", "洪水断电"),
        (2000, "root (0)", "revoke", "a", token, "hw", ""),
    ]


def test_what_cannot_be_written_down_is_not_done(desk: Desk) -> None:
    desk.add("a", "leader")
    log = desk.data / "audit.jsonl"
    log.unlink()
    log.mkdir()
    for call in (
        lambda: command.revoke(desk.clerk, "a"),
        lambda: command.renew(desk.clerk, "a"),
        lambda: command.break_glass(desk.clerk, "a", "commander", "no reason"),
    ):
        assert "audit.jsonl" in says(call, TokensWrong)
    (grant,) = desk.book.tokens
    assert grant.expires == NOW + 12 * HOUR
    assert desk.book.glass == ()


def test_writers_at_the_same_time_lose_nothing(desk: Desk) -> None:
    def many(name: str, start: int) -> None:
        for index in range(10):
            with edit(desk.data) as file:
                grant = Grant(f"{start + index:064x}", name, frozenset({Role.WATCH}))
                file.write(Book((*file.book.tokens, grant)))

    writers = [threading.Thread(target=many, args=(f"w{n}", 100 * n)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(desk.book.tokens) == 40


def test_a_write_that_fails_leaves_the_file_as_it_was(desk: Desk) -> None:
    desk.add("a", "watch")
    before = (desk.data / "tokens.json").read_bytes()
    (desk.data / "tokens.json.new").mkdir()
    assert "nothing is changed" in says(lambda: desk.add("b", "watch"), TokensWrong)
    assert (desk.data / "tokens.json").read_bytes() == before


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("", "no role ''"),
        ("king", "no role 'king'"),
        ("dispatcher,king", "no role 'king'"),
        ("system", "no role 'system'"),
    ],
)
def test_roles_are_those_of_people(said: str, words: str) -> None:
    assert words in says(lambda: roles_of(said))


@pytest.mark.parametrize(
    ("said", "roles", "found"),
    [
        ("", {Role.LEADER}, ("", "")),
        ("T01", {Role.STREET}, ("street", "T01")),
        ("street:T01", {Role.STREET}, ("street", "T01")),
        ("hw", {Role.DEPARTMENT}, ("department", "hw")),
        ("T01", {Role.LEADER}, ("street", "T01")),
        ("hw", {Role.LEADER, Role.DEPARTMENT}, ("department", "hw")),
        ("", {Role.STREET}, "needs --unit"),
        ("T01", {Role.STREET, Role.DEPARTMENT}, "needs --unit"),
        ("hw", {Role.STREET}, "no such unit"),
        ("T01", {Role.DEPARTMENT}, "no such unit"),
        ("street:hw", {Role.LEADER}, "no such unit"),
        ("department:hw", {Role.STREET}, "acts for a street"),
        ("nowhere", {Role.LEADER}, "no such unit"),
        ("city:T01", {Role.LEADER}, "no such unit"),
    ],
)
def test_a_unit_is_a_street_or_a_department_of_the_place(
    said: str, roles: set[Role], found: object
) -> None:
    call = lambda: unit_of(said, frozenset(roles), town.rules())  # noqa: E731
    if isinstance(found, str):
        assert found in says(call)
    else:
        assert call() == found


def test_where_the_place_is_not_known_a_unit_says_its_kind() -> None:
    leader = frozenset({Role.LEADER})
    assert unit_of("street:X", leader, None) == ("street", "X")
    assert "please" in says(lambda: unit_of("X", leader, None))


@pytest.mark.parametrize("said", ["system", "ops", "admin", "leader,admin"])
def test_no_glass_makes_the_system_or_who_sees_no_case(said: str) -> None:
    assert glass_of("leader", frozenset({Role.WATCH})) == {Role.LEADER}
    says(lambda: glass_of(said, frozenset({Role.WATCH})))


@pytest.mark.parametrize(
    ("account", "role", "reason", "minutes", "words"),
    [
        ("nobody", "leader", "the reason", 5, "no token"),
        ("gone", "leader", "the reason", 5, "no token"),
        ("root", "leader", "the reason", 5, "must not touch cases"),
        ("a", "ops", "the reason", 5, "handled in"),
        ("a", "system", "the reason", 5, "no role"),
        ("a", "leader,commander", "the reason", 5, "one role"),
        ("a", "street", "the reason", 5, "belongs to no street"),
        ("a", "leader", "why", 5, "say why"),
        ("a", "leader", "      ", 5, "say why"),
        ("a", "leader", "a\x1b[2Jb", 5, "reason"),
        ("a", "leader", "two\nlines", 5, "one line"),
        ("a", "leader", "the reason", 0, "--minutes"),
        ("a", "leader", "the reason", 721, "--minutes"),
        ("a", "leader", "the reason", float("nan"), "--minutes"),
    ],
)
def test_a_glass_is_not_broken_for_just_anybody(
    desk: Desk, account: str, role: str, reason: str, minutes: float, words: str
) -> None:
    desk.add("gone", "dispatcher", hours=1)
    desk.now += 2 * HOUR
    desk.add("root", "admin,ops")
    desk.add("a", "dispatcher")
    call = lambda: command.break_glass(desk.clerk, account, role, reason, minutes)  # noqa: E731
    assert words in says(call)
    assert desk.book.glass == ()


@pytest.mark.parametrize(
    "wrong",
    [{"account": "a b"}, {"account": ""}, {"account": "李"}, {"hours": 0},
     {"hours": 9000}, {"hours": float("nan")}, {"name": "a\x1bb"}, {"name": "a\nb"},
     {"name": "x" * 201}],
    ids=str,
)  # fmt: skip
def test_an_account_that_will_not_do_is_refused(
    desk: Desk, wrong: dict[str, object]
) -> None:
    account = str(wrong.pop("account", "a"))
    says(lambda: desk.add(account, "watch", **wrong))
    assert not (desk.data / "tokens.json").exists()


def test_the_list_has_everything_but_the_tokens(desk: Desk) -> None:
    first = desk.add("zhao", "street", unit="T01", hours=1)
    desk.now += 2 * HOUR
    second = desk.add("a", "dispatcher", name="李明")
    command.break_glass(desk.clerk, "a", "leader", "the reason")
    put_used(desk, {desk.book.tokens[1].id: NOW + HOUR})
    desk.out.truncate(0)
    desk.out.seek(0)
    command.show(desk.clerk)
    shown = desk.out.getvalue()
    assert not [t for t in (first, second, digest(first)[:9]) if t in shown]
    head, one, other = shown.splitlines()
    assert head.split()[:4] == ["id", "account", "name", "roles"]
    assert one.split()[1:5] == ["a", "李明", "dispatcher", "+leader"]
    assert other.split()[1:5] == ["zhao", "street", "street:T01", "expired"]
    desk.out.truncate(0)
    desk.out.seek(0)
    command.show(desk.clerk, json=True)
    rows = json.loads(desk.out.getvalue())
    assert [(r["account"], r["state"], r["used"]) for r in rows] == [
        ("a", "valid", NOW + HOUR),
        ("zhao", "expired", None),
    ]


def put_used(desk: Desk, found: dict[str, int]) -> None:
    (desk.data / "used.json").write_bytes(msgspec.json.encode(found))
